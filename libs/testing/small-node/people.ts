import { hashRaw } from '@node-rs/argon2';
import { WebSocket } from 'ws';
import type { SessionId } from '#libs/contracts/index.js';
import { type Argon2id, newId } from '#libs/crypto/index.js';
import {
  Client,
  type ClientParts,
  type DeviceStore,
  MemoryStore,
  type ReflectRequest,
  type TurnEvent,
  type TurnStream,
} from '#libs/sdk/index.js';
import type { SmallNode } from './small-node.js';

/** hashRaw's own default is Argon2id, version 1.3. */
const argon2id: Argon2id = (password, salt, { memoryKiB, passes, lanes, length }) =>
  hashRaw(password, {
    salt,
    memoryCost: memoryKiB,
    timeCost: passes,
    parallelism: lanes,
    outputLen: length,
  });

/** A device that has not joined yet. */
export const aDevice = (parts: Partial<ClientParts> = {}): Client =>
  new Client({
    store: new MemoryStore(),
    kind: 'cli',
    argon2id,
    openSocket: (url, origin) => new WebSocket(url, { origin }),
    ...parts,
  });

/** A member with a first device, unlocked or not. */
export const aMember = async (node: SmallNode, parts: Partial<ClientParts> = {}): Promise<Client> => {
  const client = aDevice(parts);
  await client.enrol({ link: node.invitation(), name: 'Ida', deviceName: 'Laptop' });
  return client;
};

/** A second window of the same device. */
export const anotherTab = (store: DeviceStore): Client => aDevice({ store });

export const words = (text: string, more: Partial<ReflectRequest> = {}): ReflectRequest => ({
  session: newId<SessionId>(),
  text,
  pattern: 'exploratory',
  ...more,
});

/** All events of a turn. */
export const heard = async (stream: TurnStream): Promise<TurnEvent[]> => {
  const events: TurnEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
};

/** Events in short: a segment as its text, the rest by type. */
export const inShort = (events: readonly TurnEvent[]): string[] =>
  events.map((event) => (event.type === 'segment' ? event.spoken.text.trim() : event.type === 'settled' ? event.outcome : event.type));
