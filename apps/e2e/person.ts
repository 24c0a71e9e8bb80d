import { hashRaw } from '@node-rs/argon2';
import WebSocket from 'ws';
import type { Pattern, SessionId, TurnId } from '#libs/contracts/index.js';
import { type Argon2id, newId } from '#libs/crypto/index.js';
import { Client, MemoryStore, type Socket, type TurnEvent } from '#libs/sdk/index.js';
import type { TestedNode } from './tested-node.js';

const ARGON2ID = 2;
const argon2id: Argon2id = async (password, salt, { memoryKiB, passes, lanes, length }) =>
  hashRaw(password, { salt, algorithm: ARGON2ID, memoryCost: memoryKiB, timeCost: passes, parallelism: lanes, outputLen: length });

export const openSocket = (url: string, origin: string): Socket => new WebSocket(url, { origin }) as unknown as Socket;

/** All that happened to one turn. */
export type Told = { events: TurnEvent[]; text: string };

/** Somebody with a device, through the SDK alone: what the browser and the terminal do. */
export class Person {
  private constructor(
    readonly client: Client,
    readonly recoveryCode: string,
  ) {}

  /** `open`: for who wants to see each frame. */
  static device(open = openSocket): Client {
    return new Client({ store: new MemoryStore(), kind: 'cli', argon2id, openSocket: open });
  }

  /** Opens an invitation link with a new device, and the vault with it. */
  static async join(link: string, name = 'Somebody', open = openSocket): Promise<Person> {
    const client = Person.device(open);
    const { recoveryCode } = await client.enrol({ link, name, deviceName: 'a device' });
    await client.unlock();
    return new Person(client, recoveryCode);
  }

  /** A further device of the same member: asks with a code, is compared and approved, unlocks by itself. */
  async furtherDevice(open?: typeof openSocket): Promise<Person> {
    const client = Person.device(open);
    const pending = await client.linkThisDevice({ at: await this.client.deviceLink(), deviceName: 'a further device' });
    const approval = await this.client.approveLink(pending.code);
    if (approval.fingerprint !== pending.fingerprint) throw new Error('Another device waits behind this code.');
    await approval.approve();
    await pending.waitForApproval();
    await client.unlock();
    return new Person(client, this.recoveryCode);
  }

  static async owner(node: Pick<TestedNode, 'claimLink'>, open = openSocket): Promise<Person> {
    return Person.join(await node.claimLink(), 'Owner', open);
  }

  /** Reflects to the end of the turn. */
  async reflect(text: string, more: { session?: SessionId; pattern?: Pattern; goOn?: boolean } = {}): Promise<Told> {
    const { session = newId<SessionId>(), pattern = 'exploratory', goOn } = more;
    return collect(this.client.reflect({ session, text, pattern, ...(goOn ? { goOn } : {}) }));
  }

  /** Reflects until the reply has begun, and leaves it there. */
  async begin(text = 'I wonder what it was for.'): Promise<{ turn: TurnId; session: SessionId }> {
    const session = newId<SessionId>();
    let turn: TurnId | undefined;
    for await (const event of this.client.reflect({ session, text, pattern: 'exploratory' })) {
      if (event.type === 'accepted') turn = event.turn;
      if (event.type === 'segment') break;
    }
    if (!turn) throw new Error('The turn was not accepted.');
    return { turn, session };
  }
}

/** A stream of events, whole. */
export const collect = async (events: AsyncIterable<TurnEvent>): Promise<Told> => {
  const told: Told = { events: [], text: '' };
  for await (const event of events) {
    told.events.push(event);
    if (event.type === 'segment') told.text += event.spoken.text;
  }
  return told;
};

/** The one event of a type, typed. @throws where there is none. */
export const the = <Type extends TurnEvent['type']>(told: Told, type: Type): Extract<TurnEvent, { type: Type }> => {
  const found = told.events.find((event): event is Extract<TurnEvent, { type: Type }> => event.type === type);
  if (!found) throw new Error(`no ${type} among ${told.events.map((event) => event.type).join(', ')}`);
  return found;
};
