import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MirrorError } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { aMember, heard, inShort, SmallNode, smallHelp, words } from '#libs/testing/small-node/index.js';
import type { Client } from './client.js';
import { pause } from './pause.js';
import type { TurnEvent } from './turn-events.js';

const WHOLE = ['You wrote it down.', 'Two things stand in it.', 'What came first?'];
const answered = ['accepted', 'engine', ...WHOLE, 'answered'];

describe.each([
  ['over the WebSocket', true],
  ['over HTTP, where no WebSocket gets through', false],
])('a turn %s', (_, sockets) => {
  let node: SmallNode;
  let client: Client;
  /** Lets something happen to the first passage of segment `seq`, and to no other. */
  const once = (seq: number, mishap: 'cut' | 'skip' | 'twice' | 'forge' | 'foreign') => {
    let happened = false;
    node.turns.mishap = (at) => {
      if (at !== seq || happened) return undefined;
      happened = true;
      return mishap;
    };
  };
  beforeEach(async () => {
    node = await SmallNode.start();
    node.sockets = sockets;
    client = await aMember(node);
    await client.unlock();
  });
  afterEach(async () => {
    client.close();
    await node.stop();
  });

  it('comes in its order, each piece verified', async () => {
    const events = await heard(client.reflect(words('I said yes again.')));
    expect(inShort(events)).toEqual(answered);
    expect(node.asked.some((asked) => asked.startsWith('ws'))).toBe(sockets);
  });

  it('is whole after the connection broke, with nothing lost or doubled', async () => {
    once(1, 'cut');
    const events = await heard(client.reflect(words('I said yes again.')));
    expect(inShort(events).filter((event) => event !== 'waiting')).toEqual(answered);
    expect(node.turns.turns.size).toBe(1);
  });

  it('is asked for again where a piece did not come, and takes none twice', async () => {
    once(1, 'skip');
    expect(inShort(await heard(client.reflect(words('One.')))).filter((event) => event !== 'waiting')).toEqual(answered);
    once(0, 'twice');
    expect(inShort(await heard(client.reflect(words('Two.'))))).toEqual(answered);
  });

  it('is not taken for whole when its last piece was cut off', async () => {
    once(2, 'skip');
    expect(inShort(await heard(client.reflect(words('One.')))).filter((event) => event !== 'waiting')).toEqual(answered);
  });

  it('is one turn, though the answer to its sending was lost', async () => {
    let lost = 0;
    node.turns.loseAcceptance = () => lost++ < 2;
    const events = await heard(client.reflect(words('Only once.')));
    expect(inShort(events).filter((event) => event !== 'waiting')).toEqual(answered);
    expect(node.turns.turns.size).toBe(1);
  });

  it.each(['bus_unavailable', 'gate_unavailable', 'vault_unavailable', 'deadline_exceeded', 'shutting_down'] as const)(
    'is sent again under the same keys where its sending ended with %s',
    async (code) => {
      const begin = node.turns.begin.bind(node.turns);
      const sent: unknown[] = [];
      node.turns.begin = async (request, ...rest) => {
        sent.push(request);
        if (sent.length < 3) throw new MirrorError(code);
        return begin(request, ...rest);
      };
      expect(inShort(await heard(client.reflect(words('Sent in a restart.'))))).toEqual(['waiting', 'waiting', ...answered]);
      expect(sent[2]).toEqual(sent[0]);
      expect(sent[1]).toEqual(sent[0]);
      node.turns.begin = begin;
    },
  );

  it('is refused at once where the node said why', async () => {
    const begin = node.turns.begin.bind(node.turns);
    node.turns.begin = async () => {
      throw new MirrorError('disk_full');
    };
    expect(inShort(await heard(client.reflect(words('No room.'))))).toEqual(['problem']);
    node.turns.begin = begin;
  });

  it('ends before a piece that was changed on its way, and shows nothing of it', async () => {
    once(1, 'forge');
    const events = await heard(client.reflect(words('I said yes again.')));
    expect(inShort(events)).toEqual(['accepted', 'engine', WHOLE[0], 'stamp_invalid']);
    expect(JSON.stringify(events)).not.toContain('You should leave');
  });

  it('takes no piece that was moved here from another turn', async () => {
    once(1, 'foreign');
    const events = await heard(client.reflect(words('I said yes again.')));
    // On the shared connection it concerns no turn and is dropped; in an answer of its own it is a false stamp.
    const whole = ['accepted', 'engine', ...WHOLE, 'answered'];
    const seen = inShort(events).filter((event) => event !== 'waiting');
    expect(seen).toEqual(sockets ? whole : ['accepted', 'engine', WHOLE[0], 'stamp_invalid']);
  });

  it('believes no certificate of another node', async () => {
    const { SmallIdentity } = await import('#libs/testing/small-node/identity.js');
    const stranger = new SmallIdentity();
    node.identity.stampCertificate = () => stranger.stampCertificate();
    const events = await heard(client.reflect(words('I said yes again.')));
    expect(inShort(events)).toEqual(['accepted', 'stamp_invalid']);
    expect(events[1]).toMatchObject({ problem: { code: 'identity_mismatch' } });
  });

  it('is a crisis answer, or help pinned to the turn when it is sent again on purpose', async () => {
    const crisis = await heard(client.reflect(words('CRISIS words')));
    expect(crisis).toEqual([{ type: 'crisis', help: smallHelp }]);
    expect(node.turns.turns.size).toBe(0);
    const [accepted] = await heard(client.reflect(words('CRISIS words', { goOn: true })));
    expect(accepted).toMatchObject({ type: 'accepted', help: smallHelp });
  });

  it('is blocked with a sentence that bears the stamp', async () => {
    const [event, ...rest] = await heard(client.reflect(words('BLOCKED words')));
    expect(event).toMatchObject({ type: 'blocked', rule: 'I-003', spoken: { text: 'This is not answered here.' } });
    expect(rest).toEqual([]);
  });

  it('stops when it is cancelled, even before it was accepted', async () => {
    const held = Promise.withResolvers<void>();
    node.turns.pace = (seq) => (seq === 1 ? held.promise : Promise.resolve());
    const stream = client.reflect(words('Stop this.'));
    const events: TurnEvent[] = [];
    for await (const event of stream) {
      events.push(event);
      if (event.type !== 'segment') continue;
      await stream.cancel();
      held.resolve();
    }
    expect(inShort(events)).toEqual(['accepted', 'engine', WHOLE[0], 'cancelled']);
    const early = client.reflect(words('Stop this before it starts.'));
    await early.cancel();
    expect(inShort(await heard(early)).at(-1)).toMatch(/cancelled|answered/);
    expect(node.asked.filter((asked) => asked.endsWith('/cancel'))).toHaveLength(2);
  });

  it('can be asked again when it was interrupted', async () => {
    node.turns.outcome = 'interrupted';
    const [accepted, ...rest] = await heard(client.reflect(words('Cut short.')));
    expect(inShort(rest).at(-1)).toBe('interrupted');
    node.turns.outcome = 'answered';
    if (accepted?.type !== 'accepted') throw new Error('not accepted');
    expect(inShort(await heard(client.again(accepted.turn)))).toEqual(answered);
    expect(await heard(client.again(accepted.turn))).toMatchObject([{ type: 'problem', problem: { code: 'turn_answered' } }]);
  });

  it('is taken up by a page that was loaded anew, from its first piece', async () => {
    const [accepted] = await heard(client.reflect(words('Once more.')));
    if (accepted?.type !== 'accepted') throw new Error('not accepted');
    expect(inShort(await heard(client.follow(accepted.turn)))).toEqual(answered.slice(1));
  });

  it('ends without a word when nobody wants to hear it any more', async () => {
    const stop = new AbortController();
    const events: string[] = [];
    for await (const event of client.reflect(words('Leave it.'), stop.signal)) {
      events.push(event.type);
      if (event.type === 'segment') stop.abort();
    }
    expect(events).toEqual(['accepted', 'engine', 'segment']);
  });

  it('says that the node is out of reach, with the words still here', async () => {
    await node.stop();
    const events = await heard(client.reflect(words('Nobody there.')));
    expect(inShort(events)).toEqual(['waiting', 'waiting', 'waiting', 'problem']);
    expect(events.at(-1)).toMatchObject({ problem: { code: 'unreachable' } });
    node = await SmallNode.start();
  });

  it('is not sent at all when it is longer than any node takes', () => {
    expect(() => client.reflect(words('x'.repeat(16_001)))).toThrow(expect.objectContaining({ code: 'size_limit' }));
  });
});

describe('several turns at once', () => {
  it('share one connection and never mix', async () => {
    const node = await SmallNode.start();
    const client = await aMember(node);
    await client.unlock();
    const all = await Promise.all(['one', 'two', 'three'].map((text) => heard(client.reflect(words(text)))));
    for (const events of all) {
      expect(inShort(events)).toEqual(answered);
      const turns = new Set(events.flatMap((event) => (event.type === 'segment' ? [event.spoken.turn] : [])));
      expect(turns.size).toBe(1);
    }
    expect(node.turns.turns.size).toBe(3);
    client.close();
    await node.stop();
  });
});

describe('the connection', () => {
  it('is refused to a device that was removed, and says so', async () => {
    const node = await SmallNode.start();
    const client = await aMember(node);
    await client.unlock();
    const { self } = (await client.device()) ?? {};
    if (!self) throw new Error('no device');
    await client.removeDevice(self.device);
    expect(await heard(client.reflect(words('Gone.')))).toMatchObject([{ type: 'problem', problem: { code: 'device_revoked' } }]);
    client.close();
    await node.stop();
  });

  it('gets a new token where the first one is refused', async () => {
    const node = await SmallNode.start();
    const client = await aMember(node);
    await client.unlock();
    node.members.forgetTokens({ refresh: false });
    expect(inShort(await heard(client.reflect(words('Still me.'))))).toEqual(answered);
    client.close();
    await node.stop();
  });

  it('is proven again where the nonces changed in between, and not for ever', async () => {
    const node = await SmallNode.start();
    const client = await aMember(node);
    await client.unlock();
    node.greeting = () => 'an older nonce';
    expect(inShort(await heard(client.reflect(words('After the change.'))))).toEqual(answered);
    expect(node.asked).toContain('ws turn');
    client.close();
    const stubborn = await aMember(node);
    await stubborn.unlock();
    Object.defineProperty(node.proofs, 'socketNonce', { get: () => newId() });
    expect(await heard(stubborn.reflect(words('Never right.')))).toMatchObject([{ type: 'problem', problem: { code: 'nonce_required' } }]);
    stubborn.close();
    await node.stop();
  });

  it('renews its token in time, on the same socket', async () => {
    const node = await SmallNode.start();
    // The renewal falls due a second after the greeting.
    node.members.tokenLife = 16_000;
    const client = await aMember(node);
    await client.unlock();
    const held = Promise.withResolvers<void>();
    node.turns.pace = (seq) => (seq === 1 ? held.promise : Promise.resolve());
    const reply = heard(client.reflect(words('A long reply.')));
    for (const end = Date.now() + 4_000; !node.asked.includes('ws renew') && Date.now() < end; ) await pause(20);
    expect(node.asked).toContain('ws renew');
    held.resolve();
    expect(inShort(await reply)).toEqual(answered);
    client.close();
    await node.stop();
  });
});
