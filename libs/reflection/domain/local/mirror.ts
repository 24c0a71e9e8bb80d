import type { Pattern, Uncertainty } from '#libs/contracts/index.js';
import { families, goOn, plain } from './families/index.js';
import type { Angle, Family, Slots } from './family.js';
import { hash, pick } from './hash.js';
import { SOMBRE } from './lexicon.js';
import { noticesIn, returningSentences, returningWord } from './notices.js';
import { choose, fill, richest } from './phrasing.js';
import { type Reading, read } from './reading.js';
import { type Tension, tensionIn, tensionSentences } from './tensions.js';
import { uncertaintyOf } from './uncertainty.js';

/** An earlier turn of the same session, as far as the mirror remembers it. */
export type EarlierTurn = { readonly words: string; readonly reply: string };

export type MirrorRequest = {
  readonly words: string;
  readonly pattern: Pattern;
  /** Oldest first. */
  readonly context?: readonly EarlierTurn[];
  /** Sent again on purpose after a crisis answer: help is pinned beside the words. */
  readonly help?: true;
};

/** A mirrorback. `sentences` are whole; the last one is the question. */
export type Mirrorback = {
  readonly sentences: readonly string[];
  readonly uncertainty: Uncertainty;
  readonly family: string;
  readonly tension?: Tension;
};

type Heard = { readonly family: Family; readonly slots: Slots };

/** Weight apart from the best within which others may answer as well, so that one small "but" does not always decide. */
const NEAR = 5;
const SUITS = 4;
const ALONE = 84;
const MOST_SENTENCES = 5;

const listen = (reading: Reading): Heard[] =>
  families.flatMap((family) => {
    const slots = family.recognize(reading);
    return slots && family.mirrors.some((phrasing) => richest([phrasing], slots).length > 0) ? [{ family, slots }] : [];
  });

const answering = (heard: readonly Heard[], pattern: Pattern, seed: string): Heard => {
  const weigh = ({ family }: Heard) => family.weight + (family.suits?.includes(pattern) ? SUITS : 0);
  const best = Math.max(...heard.map(weigh));
  const near = heard.filter((each) => weigh(each) >= best - (best >= ALONE ? 0 : NEAR));
  return pick(near, `${seed}|family`) ?? { family: plain, slots: {} };
};

const name = (tension: Tension, spoken: string, seed: string): string => {
  const [a, b] = tension.sides;
  const [left, right] = tension.poles;
  const [atA, atB] = [spoken.indexOf(a.text), spoken.indexOf(b.text)];
  if (atA >= 0 && atB >= 0) {
    const inOrder = atA < atB ? { left, right } : { left: right, right: left };
    return fill(pick(tensionSentences.named, `${seed}|tension`) ?? '', inOrder);
  }
  if (atA < 0 && atB < 0) return fill(pick(tensionSentences.quoted, `${seed}|tension`) ?? '', { a, b, left, right });
  const added = atA >= 0 ? { near: left, far: right, other: b } : { near: right, far: left, other: a };
  return fill(pick(tensionSentences.added, `${seed}|tension`) ?? '', added);
};

/**
 * The local reflective engine: gives a person's own words back, names a tension where the words carry one, asks one
 * question, and marks how much it had to go on. Deterministic: the same words, pattern and context give the same
 * reply. It never advises, diagnoses, praises or consoles. Pure; at most 5 sentences, far under 1,000 tokens.
 */
export const mirror = ({ words, pattern, context = [], help }: MirrorRequest): Mirrorback => {
  const reading = read(words);
  const seed = `${pattern}|${words}|${context.length}|${hash(context.map((turn) => turn.words).join('\n'))}`;
  const used = context.map((turn) => turn.reply);
  const heard = help ? [{ family: goOn, slots: goOn.recognize(reading) ?? {} }] : listen(reading);
  const { family, slots } = answering(heard, pattern, seed);
  const gentle = family.gentle === true || heard.some((each) => each.family.gentle);
  const bare = family.weight >= ALONE;

  const first = fill(choose(richest(family.mirrors, slots), String, slots, `${seed}|mirror`, used) ?? '', slots);
  const sombre = SOMBRE.test(words);
  const angle = choose(
    family.angles[sombre && pattern === 'creative' && !gentle ? 'exploratory' : pattern],
    textOf,
    slots,
    `${seed}|angle`,
    used,
  );
  const tension = gentle || bare ? undefined : tensionIn(reading);
  const uncertainty = uncertaintyOf({ words: reading.words.length, heard: heard.length - 1, tension: tension !== undefined, bare });

  const middle = gentle || bare ? [] : between(reading, { family, slots, first, tension, uncertainty, context, seed, used });
  const closing = angle ? [...(angle.say ? [fill(angle.say, slots)] : []), fill(angle.ask, slots)] : [];
  const room = MOST_SENTENCES - closing.length - sentenceCount(first);
  return {
    sentences: [first, ...middle.slice(0, Math.max(0, room)), ...closing],
    uncertainty,
    family: family.name,
    ...(tension ? { tension } : {}),
  };
};

const textOf = ({ say, ask }: Angle): string => (say ? `${say} ${ask}` : ask);
const sentenceCount = (text: string): number => text.match(/[.?](?=\s|$)/g)?.length ?? 1;

type Middle = Heard & {
  readonly first: string;
  readonly tension: Tension | undefined;
  readonly uncertainty: Uncertainty;
  readonly context: readonly EarlierTurn[];
  readonly seed: string;
  readonly used: readonly string[];
};

/** What may stand between the mirrored words and the question, the weightiest first. */
const between = (reading: Reading, { family, slots, first, tension, uncertainty, context, seed, used }: Middle): string[] => {
  const named = tension ? [name(tension, first, seed)] : [];
  const spoken = [first, ...named].join(' ');

  const back = returningWord(
    reading,
    context.map((turn) => turn.words),
  );
  const lately = used.at(-1) ?? '';
  const returning = back && !returningSentences.some((sentence) => lately.includes(fill(sentence, { word: back })));
  const notice = returning ? undefined : pick(noticesIn(reading, family.name, spoken), `${seed}|notice`);
  const beside = returning
    ? [fill(pick(returningSentences, `${seed}|back`) ?? '', { word: back })]
    : notice
      ? [fill(pick(notice.sentences, `${seed}|${notice.of}`) ?? '', { word: notice.word })]
      : [];

  const doubtful = uncertainty !== 'low' && !SOMBRE.test(reading.text) && reading.words.length >= 4 && hash(`${seed}|guess`) % 2 === 0;
  const guess = doubtful ? choose(family.guesses ?? [], String, slots, `${seed}|which`, used) : undefined;
  return [...named, ...beside, ...(guess ? [`⟨${fill(guess, slots)}⟩`] : [])];
};
