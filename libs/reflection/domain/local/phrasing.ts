import type { Slots } from './family.js';
import { pick } from './hash.js';

const SLOT = /\{(\w+)\}/g;

const namesIn = (phrasing: string): string[] => [...new Set([...phrasing.matchAll(SLOT)].map(([, name]) => name as string))];

/** Whether everything that a phrasing names was found, and no quotation would stand in it twice under two names. */
export const fits = (phrasing: string, slots: Slots): boolean => {
  const values = namesIn(phrasing).map((name) => slots[name]);
  const quoted = values.flatMap((value) => (typeof value === 'object' ? value.text : []));
  return values.every((value) => value !== undefined) && new Set(quoted).size === quoted.length;
};

/** Puts the found words in: a person's own in quotation marks, verbatim, the mirror's own as they are. */
export const fill = (phrasing: string, slots: Slots): string =>
  phrasing.replace(SLOT, (_, name: string) => {
    const value = slots[name];
    return typeof value === 'string' ? value : `“${value?.text ?? ''}”`;
  });

/** One of the phrasings that fit, the same for the same seed, and if possible none that an earlier reply used. */
export const choose = <Item>(
  options: readonly Item[],
  textOf: (item: Item) => string,
  slots: Slots,
  seed: string,
  used: readonly string[],
): Item | undefined => {
  const able = options.filter((option) => fits(textOf(option), slots));
  const fresh = able.filter((option) => !used.some((reply) => reply.includes(fill(textOf(option), slots))));
  return pick(fresh.length > 0 ? fresh : able, seed);
};

/** Phrasings that quote two of a person's clauses come before those that quote one. */
export const richest = (options: readonly string[], slots: Slots): readonly string[] => {
  const able = options.filter((option) => fits(option, slots));
  const named = (option: string) => namesIn(option).filter((name) => typeof slots[name] === 'object').length;
  const most = Math.max(0, ...able.map(named));
  const telling = able.filter((option) => named(option) >= Math.min(2, most));
  return telling.length > 0 ? telling : able;
};
