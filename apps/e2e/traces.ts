import { randomBytes } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A word that stands nowhere by chance and that nothing makes shorter: 26 random letters. */
export const canary = (): string => [...randomBytes(26)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');

/** Base64 of a word wherever it begins within a group of three: the signs that its neighbors can't change. */
const base64Of = (word: string): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(word)]).toString('base64');
    return encoded.slice(shift === 0 ? 0 : 4, encoded.length - 4);
  });

/** All forms in which a word could lie on a disk or go over a wire. */
export const formsOf = (word: string): Map<string, Buffer> => {
  const escaped = [...word].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const forms: [string, Buffer][] = [
    ['as it is', Buffer.from(word)],
    ['in capitals', Buffer.from(word.toUpperCase())],
    ['hex', Buffer.from(Buffer.from(word).toString('hex'))],
    ['HEX', Buffer.from(Buffer.from(word).toString('hex').toUpperCase())],
    ['UTF-16LE', Buffer.from(word, 'utf16le')],
    ['UTF-16BE', Buffer.from(word, 'utf16le').swap16()],
    ['JSON-escaped', Buffer.from(escaped)],
    ['percent-encoded', Buffer.from([...Buffer.from(word)].map((byte) => `%${byte.toString(16)}`).join(''))],
    ...base64Of(word).flatMap((form, shift): [string, Buffer][] => [
      [`base64, ${shift}`, Buffer.from(form)],
      [`base64url, ${shift}`, Buffer.from(form.replaceAll('+', '-').replaceAll('/', '_'))],
    ]),
  ];
  return new Map(forms);
};

const EMPTY_PAGE = Buffer.alloc(4096);

/** Without pages of nothing but zeros, of which a database keeps many: each byte is looked at for every form of every word. */
const withoutEmptyPages = (content: Buffer): Buffer => {
  if (content.length < 256 * EMPTY_PAGE.length) return content;
  const full: Buffer[] = [];
  for (let at = 0; at < content.length; at += EMPTY_PAGE.length) {
    const page = content.subarray(at, at + EMPTY_PAGE.length);
    if (!page.equals(EMPTY_PAGE)) full.push(page);
  }
  return Buffer.concat(full);
};

/** Where any of the words stands in a piece of memory, in any form. */
export const tracesIn = (content: Buffer, where: string, words: ReadonlyMap<string, string>): string[] => {
  const filled = withoutEmptyPages(content);
  return [...words].flatMap(([word, about]) =>
    [...formsOf(word)].filter(([, form]) => filled.includes(form)).map(([form]) => `${where}: ${about} (${form})`),
  );
};

export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry: Dirent) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Every byte of every file of a folder. */
export const tracesBelow = (folder: string, words: ReadonlyMap<string, string>): string[] =>
  filesBelow(folder).flatMap((file) => tracesIn(readFileSync(file), file, words));
