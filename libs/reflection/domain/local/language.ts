import type { Word } from './spans.js';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const ENGLISH = words(
  "a about again all always am an and any are at be because been before being but by came can can't cannot come could did didn't do does doesn't doing don't down even every feel felt few first for from get go going good had has have haven't he her here him his home how i i'm i've i'd if in into is isn't it it's its job just keep know last left less like little made make many me more most much must my myself need never new no not nothing now of off on one only or our out over people really said same say see she should so some someone something still such take than that that's the their them then there they thing things think this time to today tomorrow too two up us very want wanted was wasn't way we went were what when where which while who why will with won't work would yes yet you your",
);
/** Function words of other languages that share no spelling with an English word. */
const OTHER = words(
  'ich bin nicht ist und der das ein eine mich mir auch aber sich mit für heute wieder immer habe wir sie weil noch schon je suis pas est le les une mais avec pour dans qui mon moi encore très yo estoy el los una pero con para porque muy siento mi hoy está qué io sono il che non è per mia ho molto oggi ma eu estou não uma mas com ik niet het een maar van mijn ben voor bir ve çok bu değil jag är och att inte det jeg ikke og er jestem nie się jest że mam hogy nem egy vagyok já jsem mám',
);
const NON_LATIN =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Thai}]/gu;
/** Letters that English words do not have, but for a few borrowed ones ("café", "naïve"), which are é, ï and è. */
const ACCENTED = /[äöüßñçãõåøæœğışłżźćńěščřžőűąęêâôûàùòì¿¡]/iu;

/** Whether this is a language other than English, as far as spelling shows. A few foreign words in English stay English. */
export const isOtherLanguage = (text: string, tokens: readonly Word[]): boolean => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return false;
  if ((text.match(NON_LATIN)?.length ?? 0) > letters / 2) return true;
  const english = tokens.filter((word) => ENGLISH.has(word.lower)).length;
  const other = tokens.filter((word) => OTHER.has(word.lower)).length;
  const accented = tokens.filter((word) => ACCENTED.test(word.text)).length;
  return other + accented > english && (other >= 2 || accented >= 1);
};
