import { always, ask, type Family } from '../family.js';
import { quotable, quoteOf } from '../quoting.js';
import { timesInWords } from '../reading.js';
import { firstMatch, through } from '../spans.js';

const SIGN =
  /(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2})(?:\p{Emoji_Modifier}|\uFE0F|\u200D\p{Extended_Pictographic})*|[:;]['’-]?[()DPp/|]/u;

export const empty: Family = {
  name: 'empty',
  weight: 199,
  recognize: (reading) => (reading.words.length === 0 && !SIGN.test(reading.text) ? {} : undefined),
  mirrors: ['There are no words here yet.', 'Nothing that I can read as a word is here.'],
  angles: always(ask('What would the first one be?', 'Which word would come first, if one came?')),
};

export const signs: Family = {
  name: 'signs',
  weight: 198,
  recognize: (reading) => {
    if (reading.words.length > 0) return undefined;
    const sign = firstMatch(reading.text, SIGN);
    return sign && { sign: quotable(`a${sign.text}`) ? sign : undefined };
  },
  mirrors: ['You sent {sign}, and no word with it.', '{sign}: a sign, without words.', 'A sign, and no word with it.'],
  angles: {
    exploratory: ask('Which three words would stand beside it?', 'What was there just before you chose it?'),
    analytical: ask('What does it say that a word would not?', 'Which other sign did you almost take?'),
    creative: ask('If it had a caption, how would it read?', 'What does it see, looking out from there?'),
    strategic: ask('What would have to happen for you to send a different one?', 'Which one would you like to send tomorrow?'),
  },
};

export const otherLanguage: Family = {
  name: 'other-language',
  weight: 197,
  gentle: true,
  recognize: (reading) => {
    if (!reading.otherLanguage) return undefined;
    const [first] = reading.clauses;
    return { first: first && quoteOf(reading.text, first) };
  },
  mirrors: [
    'This mirror works in English only, and your words look like another language. They are kept exactly as they are, from {first} on.',
    'I mirror in English only, so I can keep {first} and all that follows, and not read it.',
    'This mirror works in English only, and your words look like another language. They are kept exactly as they are.',
  ],
  angles: always(
    ask('What would you want said about it in English, in a sentence of your own?', 'Which of these words has no good English one?'),
  ),
};

export const oneWord: Family = {
  name: 'one-word',
  weight: 150,
  recognize: (reading) => {
    const [word] = reading.words;
    return reading.words.length === 1 && word && quotable(word.text) ? { word } : undefined;
  },
  mirrors: ['{word}. One word, and nothing after it.', 'One word, {word}, and no because behind it.', '{word} stands here by itself.'],
  angles: {
    exploratory: ask('What is right next to it?', 'When did it begin today?', 'What is it like, in three words more?'),
    analytical: ask('What was the word an hour ago?', 'What is it the opposite of, for you?'),
    creative: ask('If it had a place in the room, where would it be?', 'If it were written on a door, what would be behind it?'),
    strategic: ask('Which word would you like to write here tomorrow?', 'What would have to change for the word to be another one?'),
  },
};

export const short: Family = {
  name: 'short',
  weight: 58,
  recognize: (reading) => {
    const [first, last] = [reading.words[0], reading.words.at(-1)];
    if (!first || !last || reading.words.length < 2 || reading.words.length > 6) return undefined;
    const whole = through(reading.text, first, last);
    if (!quotable(whole.text) || reading.sentences.length > 1 || reading.sentences[0]?.asks) return undefined;
    return { whole, plain: /\bbecause\b/i.test(whole.text) ? undefined : 'there is no because after it' };
  },
  mirrors: ['{whole}. That is all of it, and {plain}.', 'You wrote {whole} and stopped there.', '{whole} stands by itself here.'],
  angles: {
    exploratory: ask(
      'What would the next sentence be, if one came?',
      'What is around it that has no words yet?',
      'When did you first think it today?',
    ),
    analytical: ask('Which word in it carries the most?', 'Was it different this morning, and if so, how?'),
    creative: ask(
      'If it were the first line of a story, what would the second be?',
      'Where does the sentence look out to, if it has a window?',
    ),
    strategic: ask(
      'How would the sentence go in a week, if it went your way?',
      'What would have to happen for another sentence to follow it?',
    ),
  },
  guesses: ['There may be much more behind it than its length shows.', 'It may be short because it has been said before.'],
};

export const greeting: Family = {
  name: 'greeting',
  weight: 151,
  recognize: (reading) => {
    const greeted = /^\s*(?:hi|hello|hey|good (?:morning|evening|afternoon|night)|thanks|thank you|test|testing|ok|okay)\b/iu.test(
      reading.text,
    );
    const [first, last] = [reading.words[0], reading.words.at(-1)];
    return greeted && reading.words.length <= 3 && first && last && !/\?/.test(reading.text)
      ? { word: through(reading.text, first, last) }
      : undefined;
  },
  mirrors: ['{word}, and then the page is empty.', 'It begins with {word}.'],
  angles: always(
    ask('What were you going to write next?', 'What brought you to this page just now?', 'What is the first thing on your mind?'),
  ),
};

const ITEM = /^[ \t]*(?:[-*•–+]|\d{1,2}[.)])[ \t]+(\S[^\n]*)$/gmu;

export const list: Family = {
  name: 'list',
  weight: 90,
  recognize: (reading) => {
    const items = [...reading.text.matchAll(ITEM)];
    if (items.length < 2) return undefined;
    const clauses = reading.clauses.filter((clause) => clause.start >= (items[0]?.index ?? 0));
    const [first, last] = [clauses[0], clauses.at(-1)];
    const ends = { first: first && quoteOf(reading.text, first), last: last && quoteOf(reading.text, last) };
    return { ...ends, count: timesInWords(items.length).endsWith(' times') ? timesInWords(items.length).replace(' times', '') : undefined };
  },
  mirrors: [
    'A list of {count}: it begins with {first} and ends with {last}.',
    'You put it in lines, one under the other. The first is {first}, the last {last}.',
    'You put it in lines, one under the other, without saying how they belong together.',
  ],
  angles: {
    exploratory: ask('Which of the lines made you begin the list?', 'What almost went on the list and did not?'),
    analytical: ask('Which line is not like the others?', 'What do all of the lines have in common?'),
    creative: ask('If the list had a title, what would it be?', 'If one line could be crossed out by magic, which would the others miss?'),
    strategic: ask('Which line, once done, would make the others lighter?', 'In what order would they stand if nobody were waiting?'),
  },
  guesses: ['The order may say something, or it may only be the order in which they came.'],
};
