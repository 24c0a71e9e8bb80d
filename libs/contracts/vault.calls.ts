import { z } from 'zod';
import { local } from './boundaries.js';
import { acting, call, member } from './call.js';
import { bytes, ItemId, NodeId } from './ids.js';
import { Collection, Purpose, SealedItem, UnlockChallenge, UnlockRequest, UnlockState } from './keys.js';
import { Certificate } from './stamps.js';

/** What the vault is asked: the node identity's word, unlocking, sealing and opening. */
export const vaultCalls = {
  identity: call({
    name: 'vault.identity',
    to: 'vault',
    from: ['gateway', 'gate', 'reflection'],
    deadlineMs: 5_000,
    request: z.strictObject({}),
    reply: z.strictObject({ node: NodeId, publicKey: bytes({ exact: 32 }) }),
  }),
  /** The node identity's word for a stamping key that the gate made. */
  certify: call({
    name: 'vault.certify',
    to: 'vault',
    from: ['gate'],
    deadlineMs: 5_000,
    request: z.strictObject({ publicKey: bytes({ exact: 32 }) }),
    reply: Certificate,
  }),
  challenge: call({
    name: 'vault.challenge',
    to: 'vault',
    from: ['gateway'],
    deadlineMs: 5_000,
    // A second device of the same member must come to where the first one unlocked.
    replica: 'holder-or-any',
    request: z.strictObject(acting),
    reply: UnlockChallenge,
  }),
  unlock: call({
    name: 'vault.unlock',
    to: 'vault',
    from: ['gateway'],
    deadlineMs: 5_000,
    replica: { named: ({ unlock }) => unlock.instance },
    request: z.strictObject({ ...acting, signing: bytes({ exact: 65 }), unlock: UnlockRequest }),
    reply: UnlockState,
  }),
  lock: call({
    name: 'vault.lock',
    to: 'vault',
    from: ['gateway'],
    deadlineMs: 5_000,
    replica: 'holder-or-any',
    request: z.strictObject(member),
    reply: UnlockState,
  }),
  state: call({
    name: 'vault.state',
    to: 'vault',
    from: ['gateway', 'reflection'],
    deadlineMs: 5_000,
    replica: 'holder-or-any',
    request: z.strictObject(member),
    reply: UnlockState,
  }),
  /**
   * Seals texts for a purpose that the member switched on. Where an item says what it is recognized by, `mac` is an HMAC
   * of that under a key of the member's: the same words are known again, and nobody else can try words against it.
   */
  seal: call({
    name: 'vault.seal',
    to: 'vault',
    from: ['reflection'],
    deadlineMs: 5_000,
    replica: 'holder',
    request: z.strictObject({
      ...member,
      purpose: Purpose,
      items: z
        .array(
          z.strictObject({ item: ItemId, collection: Collection, text: local(z.string()), recognizedBy: local(z.string()).optional() }),
        )
        .min(1)
        .max(100),
    }),
    reply: z.strictObject({ items: z.array(SealedItem.extend({ mac: bytes({ exact: 32 }).optional() })) }),
  }),
  /** Opens items in the order asked. One that was changed or moved fails the call with `sealed_damaged`. `active`: a person is there, so the idle minutes start anew. */
  open: call({
    name: 'vault.open',
    to: 'vault',
    from: ['reflection'],
    deadlineMs: 10_000,
    replica: 'holder',
    request: z.strictObject({
      ...member,
      purpose: Purpose,
      active: z.boolean(),
      items: z.array(z.strictObject({ item: ItemId, collection: Collection, envelope: bytes({ max: 262_144 }) })).max(500),
    }),
    reply: z.strictObject({ texts: z.array(local(z.string())) }),
  }),
} as const;
