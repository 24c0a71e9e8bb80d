/** A node was told another origin than the one that its devices are bound to. */
export type OriginRefusal = { known: string; told: string };

/** The sentence of a process that does not start for it. */
export const originRefusal = ({ known, told }: OriginRefusal): string =>
  `This node is known as ${known}, and its devices are bound to that; MIRROR_ORIGIN says ${told}. Nothing was changed. Set MIRROR_ORIGIN back to ${known}, or, for a node of its own under ${told}, give it an empty database and secrets of its own.`;

/** Reads it where somebody repeats it; undefined where it is another sentence. */
export const readOriginRefusal = (sentence: string): OriginRefusal | undefined => {
  const [, known, told] = /known as (\S+), .*MIRROR_ORIGIN says (\S+)\. /.exec(sentence) ?? [];
  return known !== undefined && told !== undefined && sentence === originRefusal({ known, told }) ? { known, told } : undefined;
};
