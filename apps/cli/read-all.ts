import { MirrorError } from '#libs/contracts/index.js';
import type { TextInput } from './world.js';

/** More than any turn or link may have; what comes after it is not read. */
const MOST_BYTES = 64 * 1024;

/** What is piped in, to its end. @throws {MirrorError} `size_limit` */
export const readAll = async (input: TextInput): Promise<string> => {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of input) {
    const bytes = Buffer.from(part as Uint8Array | string);
    length += bytes.length;
    if (length > MOST_BYTES) throw new MirrorError('size_limit');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
};
