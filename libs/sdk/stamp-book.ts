import { type Certificate, MirrorError, type NodeId, type Segment, type Spoken } from '#libs/contracts/index.js';
import { fromBase64url, verifyCertificate, verifySegment, webEd25519Verifier } from '#libs/crypto/index.js';

/** More stamping keys than gates a node could have; a flood of certificates must not slow each segment down. */
const MOST_KEYS = 32;

type Known = { publicKey: Uint8Array; notAfter: number };

/** The stamping keys that the pinned identity vouches for. Only what verifies under one of them becomes `Spoken` here. */
export class StampBook {
  readonly #known = new Map<string, Known>();
  readonly #identity: Uint8Array;

  constructor(
    private readonly node: NodeId,
    identity: string,
  ) {
    this.#identity = fromBase64url(identity);
  }

  /**
   * Takes a key up. `old`: the certificate of a turn in the history; when its reply was spoken is not told, so the
   * certificate is judged for the time that it names, which must not lie in the future.
   * @throws {MirrorError} `identity_mismatch`
   */
  async add(certificate: Certificate, { old = false } = {}): Promise<void> {
    if (this.#known.has(certificate.signature)) return;
    const now = old ? Math.min(Date.now(), Date.parse(certificate.notBefore)) : Date.now();
    const publicKey = await verifyCertificate(webEd25519Verifier, this.#identity, this.node, 'stamp', certificate, now);
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST_KEYS && oldest) this.#known.delete(oldest);
    this.#known.set(certificate.signature, { publicKey, notAfter: old ? Number.POSITIVE_INFINITY : Date.parse(certificate.notAfter) });
  }

  /** @throws {MirrorError} `stamp_invalid` where none of the keys made the stamp */
  async verify(segment: Segment): Promise<Spoken> {
    // Newest first: it is nearly always that one.
    for (const { publicKey, notAfter } of [...this.#known.values()].reverse()) {
      if (Date.now() > notAfter + 60_000) continue;
      const spoken = await verifySegment(webEd25519Verifier, publicKey, this.node, segment).catch(notThisOne);
      if (spoken) return spoken;
    }
    throw new MirrorError('stamp_invalid');
  }
}

const notThisOne = (error: unknown): undefined => {
  if (error instanceof MirrorError && error.code === 'stamp_invalid') return undefined;
  throw error;
};
