import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { InstanceId, Role } from '#libs/contracts/index.js';
import { concatBytes, newId, randomBytes } from '#libs/crypto/index.js';
import { everyByteFlipped } from '#libs/testing/mutations.js';
import { makeBusKeys, readBusKeys } from './bus-keys.js';
import { type Channel, makeChannel } from './channel.js';
import { HEADER_BYTES } from './channel-header.js';
import { openMessage, openReply, parseMessage, parseReply, sealMessage, sealReply } from './sealed-message.js';

const files = makeBusKeys();
const keys = (role: Role) => readBusKeys(role, files.secrets[role], files.directory);
const at = 1_790_000_000_000;
const said = { contract: 'vault.open', request: { text: 'what somebody wrote' } };
const refused = expect.objectContaining({ code: 'sealed_damaged' });
/** Where the header ends, which says which channel a message belongs to and is verified by itself. */
const AFTER_HEADER = 2 + HEADER_BYTES;

let channel: Channel;
let other: Channel;
const id = randomBytes(16);
const request = (json: unknown = said) => sealMessage('request', channel, id, at, json);
const reply = (json: unknown = said) => sealReply(channel, id, 'vault.open', json);

beforeAll(async () => {
  channel = await makeChannel(keys('gateway'), newId<InstanceId>(), 'vault', at);
  other = await makeChannel(keys('gateway'), newId<InstanceId>(), 'vault', at);
});

describe('a request', () => {
  const open = (bytes: Uint8Array, by = channel) => openMessage('request', by, parseMessage('request', bytes));

  it('opens to what was said, and shows nothing of it', () => {
    expect(open(request())).toEqual(said);
    expect(Buffer.from(request()).toString('latin1')).not.toMatch(/vault|open|wrote/);
  });

  it('is never the same twice', () => expect(request()).not.toEqual(request()));

  it('is refused where one byte behind the header was changed', () => {
    const bytes = request();
    for (const [at, changed] of everyByteFlipped(bytes).entries())
      if (at < 2 || at >= AFTER_HEADER) expect(() => open(changed)).toThrow(refused);
  });

  it('carries the header of its channel byte by byte, so that a changed one is another channel', () =>
    expect(parseMessage('request', request()).header).toEqual(channel.header));

  it('is refused where it is cut or lengthened', () => {
    const bytes = request();
    for (let length = 0; length < bytes.length; length += 1) expect(() => open(bytes.subarray(0, length))).toThrow(refused);
    expect(() => open(concatBytes(bytes, Uint8Array.of(0)))).toThrow(refused);
  });

  it('is refused on another channel of the same two roles', () => expect(() => open(request(), other)).toThrow(refused));

  it.each(['id', 'nonce', 'ct'] as const)('is refused with the %s of another', (field) => {
    const [one, two] = [
      parseMessage('request', request()),
      parseMessage('request', sealMessage('request', channel, randomBytes(16), at, said)),
    ];
    expect(() => openMessage('request', channel, { ...one, [field]: two[field] })).toThrow(refused);
  });

  it('is refused with another time', () => {
    const message = parseMessage('request', request());
    expect(() => openMessage('request', channel, { ...message, at: at + 1 })).toThrow(refused);
  });

  it('is refused as a signal, and a signal as a request', () => {
    expect(() => parseMessage('signal', request())).toThrow(refused);
    expect(() => openMessage('signal', channel, parseMessage('request', request()))).toThrow(refused);
    const signal = sealMessage('signal', channel, id, at, said);
    expect(() => openMessage('request', channel, parseMessage('signal', signal))).toThrow(refused);
  });

  it('is never read from bytes that nobody sealed', () =>
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => expect(() => open(bytes)).toThrow(refused))));

  it.each([
    ['yes', 'no'],
    ['a word', 'a sentence with some more words in it'],
  ])('is as long with “%s” as with “%s”', (one, two) => expect(request(one).length).toBe(request(two).length));
});

describe('a reply', () => {
  const open = (bytes: Uint8Array, { by = channel, contract = 'vault.open' } = {}) => openReply(by, contract, parseReply(bytes));

  it('opens to what was said, for who asked', () => {
    expect(open(reply())).toEqual(said);
    expect(Buffer.from(reply()).toString('latin1')).not.toMatch(/vault|open|wrote/);
  });

  it('is refused where one byte was changed', () => {
    for (const changed of everyByteFlipped(reply())) expect(() => open(changed)).toThrow(refused);
  });

  it('is refused where it is cut or lengthened', () => {
    const bytes = reply();
    for (let length = 0; length < bytes.length; length += 1) expect(() => open(bytes.subarray(0, length))).toThrow(refused);
    expect(() => open(concatBytes(bytes, Uint8Array.of(0)))).toThrow(refused);
  });

  it('is refused as the answer to another request', () => {
    const to = randomBytes(16);
    expect(() => openReply(channel, 'vault.open', { ...parseReply(reply()), id: to })).toThrow(refused);
  });

  it('is refused as the answer to another contract', () => expect(() => open(reply(), { contract: 'vault.state' })).toThrow(refused));

  it('is refused on another channel', () => expect(() => open(reply(), { by: other })).toThrow(refused));

  it('is not a request that was sent back, nor the other way round', () => {
    const { id: asked, nonce, ct } = parseMessage('request', request());
    expect(() => openReply(channel, 'vault.open', { id: asked, nonce, ct })).toThrow(refused);
    const answered = { ...parseMessage('request', request()), ...parseReply(reply()) };
    expect(() => openMessage('request', channel, answered)).toThrow(refused);
    expect(() => parseReply(request())).toThrow(refused);
    expect(() => parseMessage('request', reply())).toThrow(refused);
  });
});
