import { createSecretKey, type KeyObject } from 'node:crypto';
import { type InstanceId, MirrorError, type Role } from '#libs/contracts/index.js';
import {
  concatBytes,
  fields,
  fromBase64url,
  fromUtf8,
  hkdfSha256,
  hmacSha256,
  pad,
  randomBytes,
  toBase64url,
  unpad,
  utf8,
} from '#libs/crypto/index.js';
import { nodeAead } from '#libs/platform/crypto/index.js';
import { BytesReader } from './bytes-reader.js';

const VERSION = 1;
const NONCE_BYTES = 12;

/** What one stream is sealed with, and what it is called in Redis: both follow from the device's key and the stream's id. */
export type StreamSeal = { readonly name: string; readonly key: KeyObject; readonly context: Uint8Array };

/** What lies at one place of a stream: a frame as its writer had it, or the end. `writer` is who to look for if nothing follows. */
export type StreamEntry = { readonly writer: { role: Role; instance: InstanceId }; readonly frame?: unknown; readonly end?: true };

/** @throws MirrorError `invalid_request` where the key is not 32 bytes in base64url */
export const streamSeal = (bus: Uint8Array, id: string, streamKey: string): StreamSeal => {
  const device = fromBase64url(streamKey);
  if (device.length !== 32) throw new MirrorError('invalid_request', 'A stream key has 32 bytes.');
  const context = fields('bus-stream/v1', bus, id);
  return {
    // Not the id itself: who sees Redis need not know which turn is being answered.
    name: toBase64url(hmacSha256(device, fields('bus-stream-name/v1', bus, id)).subarray(0, 16)),
    key: createSecretKey(hkdfSha256(device, bus, context, 32)),
    context,
  };
};

// `bus-stream-entry/v1 | stream | position`: an entry that was moved, or put into another stream, does not open.
const associated = ({ context }: StreamSeal, position: number): Uint8Array => fields('bus-stream-entry/v1', context, position);

/** `version | nonce | ct` */
export const sealEntry = (seal: StreamSeal, position: number, entry: StreamEntry): Uint8Array => {
  const nonce = randomBytes(NONCE_BYTES);
  return concatBytes(
    Uint8Array.of(VERSION),
    nonce,
    nodeAead.seal(seal.key, nonce, associated(seal, position), pad(utf8(JSON.stringify(entry)))),
  );
};

/** @throws MirrorError `sealed_damaged` where it is not the entry that the writer put at this position of this stream */
export const openEntry = (seal: StreamSeal, position: number, bytes: Uint8Array): StreamEntry => {
  const reader = new BytesReader(bytes);
  if (reader.byte() !== VERSION) throw new MirrorError('sealed_damaged', 'An entry of a stream is of another version.');
  const nonce = reader.take(NONCE_BYTES);
  // Authenticated: only who has the device's key wrote it, and that is our own writer.
  return JSON.parse(fromUtf8(unpad(nodeAead.open(seal.key, nonce, associated(seal, position), reader.rest()))));
};
