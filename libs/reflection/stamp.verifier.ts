import {
  type Certificate,
  type Cleared,
  type ClearedText,
  MirrorError,
  type NodeId,
  type Segment,
  type Spoken,
  type TurnId,
  vaultCalls,
} from '#libs/contracts/index.js';
import { canonicalJson, fromBase64url, verifyCertificate, verifyCleared, verifySegment } from '#libs/crypto/index.js';
import type { RoleBus } from '#libs/platform/bus/index.js';
import { nodeEd25519Verifier } from '#libs/platform/crypto/index.js';

type Identity = { node: NodeId; publicKey: Uint8Array };

/** Checks that a stamp is the gate's: its key by the certificate, the certificate by the node identity. Holds public keys alone. */
export class StampVerifier {
  private identity: Promise<Identity> | undefined;
  /** Keys by the whole certificate that was verified: another validity under the same signature is another certificate. */
  private readonly known = new Map<string, Uint8Array>();

  constructor(private readonly bus: RoleBus) {}

  /** `at`: when it is spoken. Left out for what was stored: keys of past days have expired since, their signature has not. */
  async segment(certificates: readonly Certificate[], segment: Segment, at?: number): Promise<Spoken> {
    return this.byAny(certificates, at, (key, node) => verifySegment(nodeEd25519Verifier, key, node, segment));
  }

  /**
   * A whole reply, or as much as there is of one: each piece stamped for this turn, all for one reply, none missing
   * between. The stamp says which place a piece has; that the reader asked for it is compared here.
   */
  async segments(certificates: readonly Certificate[], turn: TurnId, segments: readonly Segment[], at?: number): Promise<Spoken[]> {
    requireOrder(turn, segments);
    return Promise.all(segments.map((segment) => this.segment(certificates, segment, at)));
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
    let refused: unknown;
    for (const certificate of certificates) {
      try {
        return await check(await this.key(certificate, at ?? Date.parse(certificate.notBefore)), node);
      } catch (error) {
        refused = error;
      }
    }
    throw refused ?? new MirrorError('gate_unavailable', 'A text came without the certificate behind its stamp.');
  }

  private async key(certificate: Certificate, at: number): Promise<Uint8Array> {
    const said = canonicalJson(certificate);
    const known = this.known.get(said);
    if (known && at >= Date.parse(certificate.notBefore) && at < Date.parse(certificate.notAfter)) return known;
    const { node, publicKey } = await this.nodeIdentity();
    const key = await verifyCertificate(nodeEd25519Verifier, publicKey, node, 'stamp', certificate, at);
    if (this.known.size > 1000) this.known.clear();
    this.known.set(said, key);
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

/** @throws MirrorError `stamp_invalid` for a piece of another turn or reply, and where one is missing or comes twice */
const requireOrder = (turn: TurnId, segments: readonly Segment[]): void => {
  const reply = segments[0]?.reply;
  const inOrder = segments.every((segment, index) => segment.turn === turn && segment.reply === reply && segment.seq === index);
  if (!inOrder) throw new MirrorError('stamp_invalid', 'A piece of a reply stands where it does not belong.');
};
