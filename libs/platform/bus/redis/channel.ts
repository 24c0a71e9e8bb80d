import { createSecretKey, type KeyObject } from 'node:crypto';
import { type InstanceId, MirrorError, type Role } from '#libs/contracts/index.js';
import { equalBytes, fields, hkdfSha256, hpkeOpen, hpkeSeal, randomBytes, wipe } from '#libs/crypto/index.js';
import { nodeEd25519Signer, nodeEd25519Verifier } from '#libs/platform/crypto/index.js';
import type { BusKeys } from './bus-keys.js';
import { type ChannelClaim, claimContext, HEADER_BYTES, headerBytes, parseHeader, signedPart } from './channel-header.js';

/** What goes one way is sealed under a key of that way alone: nothing that was sent can be sent back as its answer. */
export type Direction = 'request' | 'reply' | 'signal';

/** A channel whose key this process has: it made it, or it opened it and verified who made it. */
export type Channel = ChannelClaim & {
  /** Sent along with each request and signal, so that any replica can open them. */
  readonly header: Uint8Array;
  readonly context: Uint8Array;
  readonly keys: Readonly<Record<Direction, KeyObject>>;
};

const keysOf = (claim: ChannelClaim, context: Uint8Array, channelKey: Uint8Array): Channel['keys'] => {
  // The label is a way, the context all that the header claims: RFC 5869 §3.2.
  const derive = (direction: Direction): KeyObject => {
    const key = hkdfSha256(channelKey, claim.id, fields(`bus-${direction}/v1`, context), 32);
    const ready = createSecretKey(key);
    wipe(key);
    return ready;
  };
  return { request: derive('request'), reply: derive('reply'), signal: derive('signal') };
};

/** A fresh channel from this process to the processes of another role. `now`: milliseconds since 1970. */
export const makeChannel = async (keys: BusKeys, instance: InstanceId, callee: Role, now: number): Promise<Channel> => {
  const claim: ChannelClaim = { bus: keys.bus, caller: keys.role, instance, callee, id: randomBytes(16), madeAt: now };
  const context = claimContext(claim);
  const channelKey = randomBytes(32);
  const { enc, ct } = await hpkeSeal(keys.roles[callee].wrapping, context, context, channelKey);
  const signature = nodeEd25519Signer(keys.signing).sign(signedPart(claim, enc, ct));
  const channel = { ...claim, context, keys: keysOf(claim, context, channelKey), header: headerBytes({ ...claim, enc, ct, signature }) };
  wipe(channelKey);
  return channel;
};

/**
 * The channel of a header, if a process of the role that it names made it, for this role and this node.
 * @throws MirrorError `sealed_damaged` otherwise
 */
export const openChannel = async (keys: BusKeys, header: Uint8Array): Promise<Channel> => {
  const { enc, ct, signature, ...claim } = parseHeader(header);
  // Of another node, or for another role and passed on by it: a channel is only good where it was made for.
  if (!equalBytes(claim.bus, keys.bus) || claim.callee !== keys.role)
    throw new MirrorError('sealed_damaged', 'A channel of the bus is meant for another.');
  // Before the slower opening: who has Redis and no role's key can't make this process work.
  if (!nodeEd25519Verifier(keys.roles[claim.caller].signing, signedPart(claim, enc, ct), signature))
    throw new MirrorError('sealed_damaged', 'A channel of the bus was not made by the role that it names.');
  const context = claimContext(claim);
  const channelKey = await hpkeOpen(keys.wrapping, { enc, ct }, context, context);
  const channel = { ...claim, context, keys: keysOf(claim, context, channelKey), header: header.slice(0, HEADER_BYTES) };
  wipe(channelKey);
  return channel;
};
