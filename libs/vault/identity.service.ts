import { Injectable } from '@nestjs/common';
import { vaultCalls } from '#libs/contracts/index.js';
import { fromBase64url, issueCertificate, toBase64url } from '#libs/crypto/index.js';
import { Answers, type CallReply, type CallRequest } from '#libs/platform/bus/index.js';
import { NodeKeys } from './node-keys.js';

/** A stamping key is vouched for that long; the gate asks again before. */
const STAMPING = 24 * 60 * 60 * 1000;

/** Speaks for the node identity, which never leaves this role. */
@Injectable()
export class IdentityService {
  constructor(private readonly keys: NodeKeys) {}

  @Answers(vaultCalls.identity)
  async identity(_: CallRequest<typeof vaultCalls.identity>): Promise<CallReply<typeof vaultCalls.identity>> {
    return { node: this.keys.node, publicKey: toBase64url(this.keys.identityKey) };
  }

  @Answers(vaultCalls.certify)
  async certify({ publicKey }: CallRequest<typeof vaultCalls.certify>): Promise<CallReply<typeof vaultCalls.certify>> {
    const now = Date.now();
    return issueCertificate(this.keys.identity, {
      node: this.keys.node,
      use: 'stamp',
      publicKey: fromBase64url(publicKey),
      notBefore: new Date(now).toISOString(),
      notAfter: new Date(now + STAMPING).toISOString(),
    });
  }
}
