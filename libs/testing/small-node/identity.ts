import { type Certificate, type NodeId, type Segment } from '#libs/contracts/index.js';
import { ed25519FromSeed, issueCertificate, newId, randomBytes, stampSegment, toBase64url } from '#libs/crypto/index.js';

const DAY_MS = 86_400_000;

/** A node's identity and the keys that it certifies, as the vault and the gate of a real one have them. */
export class SmallIdentity {
  readonly node = newId<NodeId>();
  readonly #identity = ed25519FromSeed(randomBytes(32));
  readonly #stamp = ed25519FromSeed(randomBytes(32));

  get publicKey(): string {
    return toBase64url(this.#identity.publicKey);
  }

  certify(use: Certificate['use'], publicKey: Uint8Array): Promise<Certificate> {
    const notBefore = new Date(Date.now() - 1_000).toISOString();
    const notAfter = new Date(Date.now() + DAY_MS).toISOString();
    return issueCertificate(this.#identity, { node: this.node, use, publicKey, notBefore, notAfter });
  }

  stampCertificate(): Promise<Certificate> {
    return this.certify('stamp', this.#stamp.publicKey);
  }

  stamp(segment: Omit<Segment, 'stamp'>): Promise<Segment> {
    return stampSegment(this.#stamp, this.node, segment) as Promise<unknown> as Promise<Segment>;
  }
}
