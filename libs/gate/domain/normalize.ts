/**
 * One form for everything that reads the same, so that a rule is written once: NFKC, lower case, ignorable characters
 * and marks of emphasis gone, curly quotes and the many dashes straight, runs of white space one space.
 *
 * What it stops: `sui<zero-width>cide`, `ｓｕｉｃｉｄｅ`, `s̶u̶i̶c̶i̶d̶e̶`, `I’ve **verified**`, a rule broken by a line end.
 */

/** Anything but printable ASCII without `*`, `_`, `~` and the back tick. */
const IRREGULAR = /[^ -)+-^a-}]/;
const BEYOND_ASCII = /[\u0080-\uffff]/;
const RUNS_BEYOND_ASCII = /[\u0080-\uffff]+/g;

/** ASCII that a page does not show: controls but white space, and marks of emphasis. */
const UNSEEN_ASCII = /[^\t-\r -)+-_a-}\u0080-\uffff]/g;
/** Also default ignorables (UAX #44), format characters, lone surrogates. */
const UNSEEN = /[*~`\p{Cc}\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}](?<![\t-\r\x85])/gu;
/** Marks that NFKC leaves apart, since no letter has them composed: a struck-through word is still that word. */
const LEFT_OVER = /[\u0300-\u036f\u0489]/g;
/** More marks on one letter than any script has (UAX #15 §13). Putting them in order takes NFKC quadratic time. */
const TOO_MANY_MARKS = /(\p{M}{30})\p{M}+/gu;
/** U+2800 is a blank that Unicode calls a symbol. */
const BLANKS = /[\s\x85\u2800]/g;
/** `_` counts as a space: `_really_` and `i_have_verified` read like words. */
const SPACES = /[\t-\r_][ \t-\r_]*| [ \t-\r_]+/g;

const SINGLE_QUOTES = /[\u2018-\u201b\u02bc\u00b4\u2032\u2035]/g;
const DOUBLE_QUOTES = /[\u201c-\u201f\u2033\u2036\u00ab\u00bb]/g;
const DASHES = /[\u2010-\u2015\u2212]/g;

/** Characters that NFKC may join with the one before: marks, conjoining and compatibility jamo, half-width kana marks. */
const JOINS = /^[\p{M}\u1160-\u11ff\u3130-\u318f\ua960-\ua97f\ud7b0-\ud7ff\uff9e-\uffdc\u{16d63}-\u{16d6a}]/u;

/** Does normalizing only make letters small, so that every character stays where it is? */
export const isPlain = (text: string): boolean => !IRREGULAR.test(text) && !text.includes('  ');

/** The text as the rules read it. Applying it twice changes nothing. */
export const normalize = (text: string): string => {
  if (isPlain(text)) return text.toLowerCase();
  const folded = BEYOND_ASCII.test(text) ? foldRuns(text) : text;
  return folded.replace(UNSEEN_ASCII, '').toLowerCase().replace(SPACES, ' ');
};

/** Folds what is beyond ASCII, run by run: an ASCII character never joins with what stands before it. */
const foldRuns = (text: string): string => {
  let joins = false;
  const folded = text.replace(RUNS_BEYOND_ASCII, (run) => {
    const replacement = run.length === 1 ? foldSingle(run) : foldCharacters(run);
    joins ||= replacement === undefined || (run.length > 1 && joinsBackward(run.replace(UNSEEN, '')));
    return replacement ?? '';
  });
  return joins ? foldCharacters(text) : folded;
};

/** Of one UTF-16 unit, remembered; undefined where it could join with what stands before. */
const foldSingle = (character: string): string | undefined => {
  const code = character.charCodeAt(0);
  const known = singles[code];
  if (known !== undefined) return known;
  if (joinsBackward(character)) return undefined;
  const folded = foldCharacters(character);
  singles[code] = folded;
  return folded;
};
const singles: (string | undefined)[] = [];

/** `normalize` but for runs of white space: every blank is a space of its own. */
export const foldCharacters = (text: string): string =>
  // Twice, since NFKC of some characters is or holds another quote, dash or mark.
  straight(straight(text.replace(UNSEEN, '').replace(TOO_MANY_MARKS, '$1')).normalize('NFKC').toLowerCase())
    .replace(/\u03c2/g, '\u03c3')
    .replace(/\u0131/g, 'i')
    .replace(LEFT_OVER, '')
    .replace(UNSEEN, '')
    // What stood apart because of a mark that is gone now joins.
    .normalize('NFKC')
    .replace(BLANKS, ' ');

const straight = (text: string): string => text.replace(SINGLE_QUOTES, "'").replace(DOUBLE_QUOTES, '"').replace(DASHES, '-');

/** Could NFKC join the first character with the one before it? Then a text must not be cut between them. */
export const joinsBackward = (text: string): boolean => JOINS.test(text);
export const isUnseen = (character: string): boolean => character.replace(UNSEEN, '') === '';
export const isSpace = (character: string): boolean => /^[\s_\x85\u2800]$/.test(character) && !isUnseen(character);
