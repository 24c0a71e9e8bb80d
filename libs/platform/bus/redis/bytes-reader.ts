import { MirrorError } from '#libs/contracts/index.js';

/** Goes through a sealed form field by field. @throws MirrorError `sealed_damaged` where it ends too early */
export class BytesReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) throw new MirrorError('sealed_damaged', 'A message of the bus is shorter than its form.');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  /** Milliseconds since 1970, 8 bytes, big-endian. */
  instant(): number {
    const taken = this.take(8);
    const instant = new DataView(taken.buffer, taken.byteOffset, 8).getBigUint64(0);
    if (instant > BigInt(Number.MAX_SAFE_INTEGER)) throw new MirrorError('sealed_damaged', 'A message of the bus has no instant.');
    return Number(instant);
  }

  rest(): Uint8Array {
    return this.take(this.bytes.length - this.at);
  }
}

/** The form that `BytesReader.instant` reads. */
export const instantBytes = (instant: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(instant));
  return bytes;
};
