import type { KeyObject } from 'node:crypto';
import { MirrorError } from '#libs/contracts/index.js';
import { concatBytes, fields, fromUtf8, pad, randomBytes, unpad, utf8 } from '#libs/crypto/index.js';
import { nodeAead } from '#libs/platform/crypto/index.js';
import { BytesReader, instantBytes } from './bytes-reader.js';
import type { Channel } from './channel.js';
import { HEADER_BYTES } from './channel-header.js';

const VERSION = 1;
const NONCE_BYTES = 12;
export const MESSAGE_ID_BYTES = 16;

/** The first byte but one of each form, so that none is read as another. */
const kinds = { request: 1, reply: 2, signal: 3 } as const;
type Sent = 'request' | 'signal';

/** A request or signal before it is opened: only its form is known to hold. */
export type SealedMessage = {
  readonly header: Uint8Array;
  readonly id: Uint8Array;
  /** When it was sent, in milliseconds since 1970, by the clock of the sender. */
  readonly at: number;
  readonly nonce: Uint8Array;
  readonly ct: Uint8Array;
};

const damaged = () => new MirrorError('sealed_damaged', 'A message of the bus does not have its form.');

// `bus-request/v1 | channel's claim | message id | at`; the contract's name stands inside, so that Redis does not learn it.
const sentData = (kind: Sent, channel: Channel, id: Uint8Array, at: number): Uint8Array =>
  fields(`bus-${kind}/v1`, channel.context, id, at);

// `bus-reply/v1 | channel's claim | message id | contract`
const replyData = (channel: Channel, id: Uint8Array, contract: string): Uint8Array => fields('bus-reply/v1', channel.context, id, contract);

// Padded, so that its length does not tell which sentence it is.
const sealed = (key: KeyObject, nonce: Uint8Array, associatedData: Uint8Array, json: unknown): Uint8Array =>
  nodeAead.seal(key, nonce, associatedData, pad(utf8(JSON.stringify(json))));

const opened = (key: KeyObject, nonce: Uint8Array, associatedData: Uint8Array, ct: Uint8Array): unknown =>
  JSON.parse(fromUtf8(unpad(nodeAead.open(key, nonce, associatedData, ct))));

/** `version | kind | header | id | at | nonce | ct`. `json` is written as JSON; `id` is 16 random bytes. */
export const sealMessage = (kind: Sent, channel: Channel, id: Uint8Array, at: number, json: unknown): Uint8Array => {
  const nonce = randomBytes(NONCE_BYTES);
  const ct = sealed(channel.keys[kind], nonce, sentData(kind, channel, id, at), json);
  return concatBytes(Uint8Array.of(VERSION, kinds[kind]), channel.header, id, instantBytes(at), nonce, ct);
};

/** @throws MirrorError `sealed_damaged` where it is not the form of such a message */
export const parseMessage = (kind: Sent, bytes: Uint8Array): SealedMessage => {
  const reader = new BytesReader(bytes);
  if (reader.byte() !== VERSION || reader.byte() !== kinds[kind]) throw damaged();
  return {
    header: reader.take(HEADER_BYTES),
    id: reader.take(MESSAGE_ID_BYTES),
    at: reader.instant(),
    nonce: reader.take(NONCE_BYTES),
    ct: reader.rest(),
  };
};

/** What was sealed into it. @throws MirrorError `sealed_damaged` where anything was changed, or came from elsewhere */
export const openMessage = (kind: Sent, channel: Channel, message: SealedMessage): unknown =>
  opened(channel.keys[kind], message.nonce, sentData(kind, channel, message.id, message.at), message.ct);

/** `version | kind | id | nonce | ct`: the answer to the request of that id, for the caller who made the channel. */
export const sealReply = (channel: Channel, id: Uint8Array, contract: string, json: unknown): Uint8Array => {
  const nonce = randomBytes(NONCE_BYTES);
  const ct = sealed(channel.keys.reply, nonce, replyData(channel, id, contract), json);
  return concatBytes(Uint8Array.of(VERSION, kinds.reply), id, nonce, ct);
};

export type SealedReply = { readonly id: Uint8Array; readonly nonce: Uint8Array; readonly ct: Uint8Array };

/** @throws MirrorError `sealed_damaged` where it is not the form of a reply */
export const parseReply = (bytes: Uint8Array): SealedReply => {
  const reader = new BytesReader(bytes);
  if (reader.byte() !== VERSION || reader.byte() !== kinds.reply) throw damaged();
  return { id: reader.take(MESSAGE_ID_BYTES), nonce: reader.take(NONCE_BYTES), ct: reader.rest() };
};

/** @throws MirrorError `sealed_damaged` where it is not the answer of the asked role to this request of this contract */
export const openReply = (channel: Channel, contract: string, reply: SealedReply): unknown =>
  opened(channel.keys.reply, reply.nonce, replyData(channel, reply.id, contract), reply.ct);
