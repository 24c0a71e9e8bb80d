import { MirrorError } from '#libs/contracts/index.js';

const refuse = (why: string): never => {
  throw new MirrorError('invalid_request', `This can't be written as canonical JSON: ${why}.`);
};

/** RFC 8785 §3.2.2.2: escaped as ECMAScript does; a lone surrogate has no UTF-8 and is an error. */
const writeString = (text: string): string => (text.isWellFormed() ? JSON.stringify(text) : refuse('a lone surrogate'));

/** RFC 8785 §3.2.2.3: as ECMAScript prints a double; what JSON can't hold is an error. */
const writeNumber = (value: number): string => (Number.isFinite(value) ? JSON.stringify(value) : refuse('a number that is not finite'));

const writeObject = (value: object): string => {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return refuse('an object that is not plain');
  // RFC 8785 §3.2.3: by UTF-16 code units, which is how ECMAScript compares strings.
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${writeString(name)}:${canonicalJson(member)}`).join(',')}}`;
};

/**
 * The one spelling of a JSON value (RFC 8785), so that both sides sign the same bytes. Properties that are `undefined` are
 * left out, as they are on the wire.
 * @throws MirrorError `invalid_request` for what JSON can't hold: lone surrogates, NaN, functions, dates, `undefined` in lists
 */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return writeNumber(value);
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  if (typeof value === 'object') return writeObject(value);
  return refuse(`a ${typeof value}`);
};
