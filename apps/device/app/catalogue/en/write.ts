import type { Pattern } from '#libs/contracts/turns.js';
import { count } from './count.js';

const patterns: Record<Pattern, string> = {
  exploratory: 'Exploratory',
  analytical: 'Analytical',
  creative: 'Creative',
  strategic: 'Strategic',
};
const patternMeans: Record<Pattern, string> = {
  exploratory: 'stays with what is there and asks',
  analytical: 'takes apart what stands together',
  creative: 'turns it and looks from elsewhere',
  strategic: 'follows it to where it leads',
};

/** The page where one writes. */
export const write = {
  title: 'Write',
  lede: 'Write what is there. It comes back in your own words, sentence by sentence, without advice.',
  label: 'Your reflection',
  placeholder: 'What is on your mind?',
  placeholderNext: 'And now?',
  patternLegend: 'How it is mirrored',
  patterns,
  patternMeans,
  reflect: 'Reflect',
  sending: 'Sending',
  keys: (combination: string) => `${combination} sends`,
  left: (left: number) => count(left, { one: '# character left', other: '# characters left' }),
  over: (over: number) => count(over, { one: '# character too many', other: '# characters too many' }),
  newSession: 'Begin a new session',
  newSessionSaid: 'The last session is in your history.',
  openSession: 'Continue writing in this session',
  lostConnection: 'The connection broke off. Your words are on the server; the rest of the reply is fetched as soon as it answers.',
};
