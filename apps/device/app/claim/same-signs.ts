/** Crockford's base32 reads O as zero and I or L as one, so that a hand-written code is not refused for its shapes. */
const read = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');

/** Whether what was typed is that group of the code, whatever case, spaces or look-alike signs were used. */
export const sameSigns = (typed: string, group: string): boolean => read(typed) === read(group);
