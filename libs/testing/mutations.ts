/** The bytes once for each byte, with one bit of that byte flipped: what a verifier must refuse, all of it. */
export const everyByteFlipped = (bytes: Uint8Array): Uint8Array[] =>
  Array.from(bytes, (_, at) => {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    return changed;
  });
