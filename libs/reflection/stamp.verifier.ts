import {
  type Certificate,
  type Cleared,
  type ClearedText,
  MirrorError,
  type NodeId,
  type Segment,
  type Spoken,
  vaultCalls,
} from '#libs/contracts/index.js';
import { fromBase64url, verifyCertificate, verifyCleared, verifySegment } from '#libs/crypto/index.js';
import type { RoleBus } from '#libs/platform/bus/index.js';
import { nodeEd25519Verifier } from '#libs/platform/crypto/index.js';

type Identity = { node: NodeId; publicKey: Uint8Array };

/** Checks that a stamp is the gate's: its key by the certificate, the certificate by the node identity. Holds public keys alone. */
export class StampVerifier {
  private identity: Promise<Identity> | undefined;
  /** Certificates whose signature was verified; their validity is still compared with the time of each use. */
  private readonly known = new Map<string, Uint8Array>();

  constructor(private readonly bus: RoleBus) {}

  /** `at`: when it is spoken. Left out for what was stored: keys of past days have expired since, their signature has not. */
  async segment(certificates: readonly Certificate[], segment: Segment, at?: number): Promise<Spoken> {
    return this.byAny(certificates, at, (key, node) => verifySegment(nodeEd25519Verifier, key, node, segment));
  }

  async cleared(certificates: readonly Certificate[], subject: string, text: ClearedText, at?: number): Promise<Cleared> {
    return this.byAny(certificates, at, (key, node) => verifyCleared(nodeEd25519Verifier, key, node, subject, text));
  }

  /** More than one certificate only where a gate's key was renewed during a reply: one of them must fit. */
  private async byAny<T>(
    certificates: readonly Certificate[],
    at: number | undefined,
    check: (key: Uint8Array, node: NodeId) => Promise<T>,
  ): Promise<T> {
    const { node } = await this.nodeIdentity();
    let refused: unknown = new MirrorError('gate_unavailable', 'A text came without the certificate behind its stamp.');
    for (const certificate of certificates) {
      try {
        return await check(await this.key(certificate, at ?? Date.parse(certificate.notBefore)), node);
      } catch (error) {
        refused = error;
      }
    }
    throw refused;
  }

  private async key(certificate: Certificate, at: number): Promise<Uint8Array> {
    const known = this.known.get(certificate.signature + certificate.publicKey);
    if (known && at >= Date.parse(certificate.notBefore) && at < Date.parse(certificate.notAfter)) return known;
    const { node, publicKey } = await this.nodeIdentity();
    const key = await verifyCertificate(nodeEd25519Verifier, publicKey, node, 'stamp', certificate, at);
    if (this.known.size > 1000) this.known.clear();
    this.known.set(certificate.signature + certificate.publicKey, key);
    return key;
  }

  private nodeIdentity(): Promise<Identity> {
    this.identity ??= this.bus.call(vaultCalls.identity, {}).then(
      ({ node, publicKey }) => ({ node, publicKey: fromBase64url(publicKey) }),
      (error) => {
        this.identity = undefined;
        throw error;
      },
    );
    return this.identity;
  }
}
