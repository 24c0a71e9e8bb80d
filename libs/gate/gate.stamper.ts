import { Inject, Injectable } from '@nestjs/common';
import { type Certificate, type Cleared, MirrorError, type Spoken, type TurnId, vaultCalls } from '#libs/contracts/index.js';
import { type Ed25519Signer, stampCleared, stampSegment, toBase64url, type UnstampedSegment } from '#libs/crypto/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import { generateEd25519, nodeEd25519Signer } from '#libs/platform/crypto/index.js';
import { renewalOf } from './domain/renewal.js';

type StampKey = { readonly signer: Ed25519Signer; readonly certificate: Certificate; readonly renewAt: number; readonly ends: number };

/**
 * The key that stamps: made in memory, never written, certified by the node identity for a day at most. Each instance of
 * the gate has its own; each answer brings the certificate along.
 */
@Injectable()
export class GateStamper {
  private readonly bus: RoleBus;
  private key: StampKey | undefined;
  private renewing: Promise<StampKey> | undefined;

  constructor(@Inject(Bus) bus: Bus) {
    this.bus = bus.for('gate');
  }

  async cleared(turn: TurnId, text: string, pack: string): Promise<{ cleared: Cleared; certificate: Certificate }> {
    const { signer, certificate } = await this.valid();
    return { cleared: await stampCleared(signer, certificate.node, turn, text, pack), certificate };
  }

  async segment(segment: UnstampedSegment): Promise<{ segment: Spoken; certificate: Certificate }> {
    const { signer, certificate } = await this.valid();
    return { segment: await stampSegment(signer, certificate.node, segment), certificate };
  }

  /** All under one certificate. */
  async segments(segments: readonly UnstampedSegment[]): Promise<{ segments: Spoken[]; certificate: Certificate }> {
    const { signer, certificate } = await this.valid();
    const stamped = segments.map((segment) => stampSegment(signer, certificate.node, segment));
    return { segments: await Promise.all(stamped), certificate };
  }

  /**
   * A key whose certificate holds now. It is renewed well before its end; should the vault not answer then, the old one
   * serves on until its end, and after that nothing is stamped.
   * @throws MirrorError `gate_unavailable`
   */
  private async valid(): Promise<StampKey> {
    const now = Date.now();
    if (this.key && now < this.key.renewAt) return this.key;
    this.renewing ??= this.renew().finally(() => {
      this.renewing = undefined;
    });
    try {
      return await this.renewing;
    } catch (cause) {
      if (this.key && now < this.key.ends) return this.key;
      throw new MirrorError('gate_unavailable', undefined, { cause });
    }
  }

  private async renew(): Promise<StampKey> {
    const { privateKey, publicKey } = generateEd25519();
    const certificate = await this.bus.call(vaultCalls.certify, { publicKey: toBase64url(publicKey) });
    // A certificate for another key would make stamps that nobody can verify.
    if (certificate.publicKey !== toBase64url(publicKey) || certificate.use !== 'stamp') throw new MirrorError('identity_mismatch');
    this.key = { signer: nodeEd25519Signer(privateKey), certificate, ...renewalOf(certificate) };
    return this.key;
  }
}
