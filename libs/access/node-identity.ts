import { Injectable } from '@nestjs/common';
import { type NodeId, vaultCalls } from '#libs/contracts/index.js';
import { Bus } from '#libs/platform/bus/index.js';

export type Identity = { node: NodeId; publicKey: string };

/** Which node this is: the vault holds the identity; it never changes, so one answer is kept. */
@Injectable()
export class NodeIdentity {
  private known: Promise<Identity> | undefined;

  constructor(private readonly bus: Bus) {}

  get(): Promise<Identity> {
    this.known ??= this.bus
      .for('gateway')
      .call(vaultCalls.identity, {})
      .catch((error: unknown) => {
        // A vault that was not ready yet is asked again, not remembered.
        this.known = undefined;
        throw error;
      });
    return this.known;
  }
}
