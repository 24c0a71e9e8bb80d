import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Pattern } from '#libs/contracts/index.js';
import { core, RuleSet } from '#libs/gate/domain/index.js';
import { families, goOn } from './families/index.js';
import type { Angle } from './family.js';
import { heard } from './fixtures/heard.js';
import { never } from './fixtures/recognizers.js';
import { reflections, sentAgain } from './fixtures/reflections.js';
import { SOMBRE } from './lexicon.js';
import { type Mirrorback, mirror } from './mirror.js';
import { fits } from './phrasing.js';
import { read } from './reading.js';

const patterns = Pattern.options;
const gate = new RuleSet(core);
const textOf = ({ sentences }: Mirrorback) => sentences.join(' ');
const quotesOf = (text: string) => [...text.matchAll(/“([^”]*)”/gu)].map(([, quoted]) => quoted as string);
const withoutQuotes = (text: string) => text.replace(/“[^”]*”/gu, '…');
const sentenceCount = (text: string) => withoutQuotes(text).match(/[.?](?=[\s⟩]|$)/gu)?.length ?? 0;
const everyReply = reflections.flatMap((words) =>
  patterns.map((pattern) => ({ words, pattern, text: textOf(mirror({ words, pattern })) })),
);

/** What holds of a reply to any text whatever. */
const holds = (words: string, reply: Mirrorback) => {
  const text = textOf(reply);
  for (const quoted of quotesOf(text)) expect(words).toContain(quoted);
  expect(text.endsWith('?')).toBe(true);
  expect(text.match(/\?/gu)).toHaveLength(1);
  expect(text.length / 4).toBeLessThan(400);
  expect(gate.scan('output', text).map(({ rule }) => rule.id)).toEqual([]);
};

describe('The mirror', () => {
  it('is read against at least sixty reflections', () => {
    expect(new Set(reflections).size).toBeGreaterThanOrEqual(60);
  });

  it.each(reflections)('quotes verbatim, asks one thing and stays inside every rule: %s', (words) => {
    for (const pattern of patterns) holds(words, mirror({ words, pattern }));
  });

  it.each(Object.entries(never))('is never this: %s', (_, recognizer) => {
    const said = everyReply.filter(({ text }) => recognizer.test(withoutQuotes(text)));
    expect(said.map(({ text }) => text)).toEqual([]);
  });

  it('says two to five sentences', () => {
    const counts = everyReply.map(({ text }) => sentenceCount(text));
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...counts)).toBeLessThanOrEqual(5);
  });

  it('gives the same reply for the same words, pattern and context', () => {
    for (const { words, pattern, text } of everyReply) expect(textOf(mirror({ words, pattern }))).toBe(text);
  });

  it('asks from another angle for each pattern, but makes no pictures where someone is ill or dead', () => {
    for (const words of reflections.filter(
      (text) => !/greeting|language|harmed/.test(mirror({ words: text, pattern: 'creative' }).family),
    )) {
      const asked = patterns.map((pattern) => mirror({ words, pattern }).sentences.at(-1));
      expect(new Set(asked).size).toBeGreaterThanOrEqual(SOMBRE.test(words) ? 3 : 4);
    }
    const creative = mirror({ words: 'The scan is on Thursday, but I smile at everyone.', pattern: 'creative' });
    expect(textOf(creative)).not.toMatch(/\bIf “|at one table/);
  });

  it('does not ask everybody the same', () => {
    const asked = everyReply.map(({ text }) => text);
    expect(new Set(asked).size).toBeGreaterThan(everyReply.length * 0.9);
  });

  it('mirrors the two halves of a sentence, and the tension that they carry', () => {
    const words = 'The ward was quiet all night and I still counted beds.';
    const reply = mirror({ words, pattern: 'analytical' });
    expect(quotesOf(textOf(reply))).toEqual(expect.arrayContaining(['The ward was quiet all night', 'I still counted beds']));
    expect(reply.tension).toMatchObject({ axis: 'action↔stillness' });
    expect(textOf(reply)).toContain('stillness');
  });

  it('names no tension that the words do not carry', () => {
    expect(mirror({ words: 'The train stood in the fields.', pattern: 'analytical' }).tension).toBeUndefined();
    expect(mirror({ words: 'I plan everything, every hour of it.', pattern: 'analytical' }).tension).toBeUndefined();
  });

  it('is the more uncertain the less it had to go on', () => {
    const [little, some, much] = ['tired.', reflections[5] ?? '', (reflections[0] ?? '') + (reflections[51] ?? '')];
    expect(mirror({ words: little, pattern: 'creative' }).uncertainty).toBe('high');
    expect(mirror({ words: some, pattern: 'creative' }).uncertainty).toBe('medium');
    expect(mirror({ words: `${much} ${reflections[47]}`, pattern: 'creative' }).uncertainty).toBe('low');
  });

  it('marks a reading beyond the words as a guess', () => {
    const guessed = everyReply.filter(({ text }) => text.includes('⟨'));
    expect(guessed.length).toBeGreaterThan(20);
    for (const { text } of guessed) expect(text).toMatch(/⟨[^⟨⟩]+\.⟩/u);
  });

  it('gives back no word of authority, source, advice, medicine or law as if it were its own', () => {
    const words = "Studies show that people like me burn out. My doctor said I should take the pills. I'm certain that she left.";
    for (const pattern of patterns) {
      const reply = textOf(mirror({ words, pattern }));
      expect(reply).not.toMatch(/Studies show|take the pills|certain/);
    }
  });

  it('works through two thousand characters', () => {
    const words = reflections.join(' ').slice(0, 2000);
    for (const pattern of patterns) holds(words, mirror({ words, pattern }));
  });
});

describe('A family', () => {
  it('is one of at least twelve', () => {
    expect(families.length).toBeGreaterThanOrEqual(12);
    expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
  });

  it.each(families.map((family) => [family.name, family] as const))(
    'hears its text and can answer it in every pattern: %s',
    (name, family) => {
      const words = heard[name] ?? '';
      const slots = family.recognize(read(words));
      expect(slots).toBeDefined();
      if (!slots) return;
      expect(family.mirrors.some((phrasing) => fits(phrasing, slots))).toBe(true);
      for (const pattern of patterns) {
        const whole = ({ say = '', ask }: Angle) => `${say} ${ask}`;
        expect(family.angles[pattern].some((angle) => fits(whole(angle), slots))).toBe(true);
        holds(words, mirror({ words, pattern }));
      }
    },
  );

  it.each(families.map((family) => [family.name, family] as const))('never directs, in any of its phrasings: %s', (_, family) => {
    const angles = patterns.flatMap((pattern) => family.angles[pattern].flatMap(({ say = '', ask }) => [say, ask]));
    for (const phrasing of [...family.mirrors, ...angles, ...(family.guesses ?? [])]) {
      for (const recognizer of Object.values(never)) expect(phrasing).not.toMatch(recognizer);
      expect(gate.scan('output', phrasing)).toEqual([]);
    }
  });

  it.each(families.map((family) => [family.name, family] as const))('asks one question at a time: %s', (_, family) => {
    for (const pattern of patterns) {
      expect(family.angles[pattern].length).toBeGreaterThan(0);
      for (const { say = '', ask } of family.angles[pattern]) {
        expect(ask).toMatch(/^[^?]+\?$/);
        expect(say).not.toContain('?');
      }
    }
  });
});

describe('After a crisis answer', () => {
  it.each(sentAgain)('the mirror stays with the words, adds no meaning and points to the people beside them: %s', (words) => {
    for (const pattern of patterns) {
      const reply = mirror({ words, pattern, help: true });
      expect(reply.family).toBe(goOn.name);
      expect(reply.tension).toBeUndefined();
      expect(textOf(reply)).toMatch(/people/);
      expect(textOf(reply)).not.toMatch(/⟨|\b(?:kill|die|ending|bridge)\b/);
      holds(words, reply);
    }
  });
});

describe('Heavy words', () => {
  it.each(['heavy', 'harmed', 'loss'])('are met plainly, without picture, guess or tension: %s', (name) => {
    for (const pattern of patterns) {
      const reply = mirror({ words: heard[name] ?? '', pattern });
      expect(reply.family).toBe(name);
      expect(textOf(reply)).not.toMatch(/⟨|weather|room with/);
    }
  });
});

describe('Earlier turns', () => {
  const words = 'I said yes again, and I was angry all the way home.';
  const first = mirror({ words, pattern: 'exploratory' });
  const context = [{ words: 'I am angry at how quick the yes was.', reply: 'Something was mirrored. What was it?' }];

  it('give back a word that returns', () => {
    expect(textOf(mirror({ words, pattern: 'exploratory', context }))).toMatch(
      /“angry” (?:was in what you wrote before|earlier)|You used “angry” earlier/,
    );
  });

  it('are not told of twice in a row', () => {
    const once = { words, reply: textOf(mirror({ words, pattern: 'exploratory', context })) };
    expect(textOf(mirror({ words, pattern: 'exploratory', context: [...context, once] }))).not.toMatch(/earlier as well|before this, too/);
  });

  it('are not asked the same question again while there is another', () => {
    const again = mirror({ words, pattern: 'exploratory', context: [{ words: 'Other.', reply: textOf(first) }] });
    expect(again.sentences.at(-1)).not.toBe(first.sentences.at(-1));
  });
});

describe('Any text at all', () => {
  const pattern = fc.constantFrom(...patterns);

  it('is answered, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), pattern, (words, angle) =>
        holds(words, mirror({ words, pattern: angle })),
      ),
      { numRuns: 300 },
    );
  });

  it('is answered inside every rule, whatever was written in the words', () => {
    const pieces = fc.constantFrom(
      ...[
        'studies show',
        'I am certain that',
        'you should definitely',
        'I have verified',
        'diagnosed with',
        'legally required',
        'my advice is',
        'I know for certain',
      ],
      ...[
        'I recommend you',
        'stop taking',
        'according to experts',
        'it has been proven',
        'but',
        'I',
        'was',
        'angry',
        'because',
        'and still',
        '“',
        '”',
        '⟨high⟩',
        '?',
        '!',
        '\n',
        ', ',
      ],
      ...['the ward', 'my boss', 'again', 'never', 'if', 'or', 'before', 'http://x.y', '\u202e', '- ', 'should', 'have to', 'what if', '.'],
    );
    const text = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(text, pattern, (words, angle) => holds(words, mirror({ words, pattern: angle }))),
      { numRuns: 500 },
    );
  });
});
