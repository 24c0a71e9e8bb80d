/** FNV-1a, 32 bit, over UTF-16 units (draft-eastlake-fnv-22 §2): variety without chance, the same on node and device. */
export const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value ^= text.charCodeAt(index);
    value = Math.imul(value, 0x01000193);
  }
  // murmur3's finalizer: FNV's low bits alone are a parity of the input, too poor to choose one of two by.
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
};

/** One of the list, the same one for the same seed; undefined only where the list is empty. */
export const pick = <Item>(list: readonly Item[], seed: string): Item | undefined => list[hash(seed) % Math.max(list.length, 1)];
