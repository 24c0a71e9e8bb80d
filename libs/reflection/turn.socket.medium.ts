import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { closeCodes, type Invitation, type SessionId, type Tokens, type TurnId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { PlayedDevice } from '#libs/testing/access/played-device.js';
import { eventually } from '#libs/testing/index.js';
import { type RunningGateway, type SocketDevice, startGateway } from '#libs/testing/running-gateway.js';
import { answerAtOnce, streamKey } from '#libs/testing/running-reflection.js';
import { events } from './engines/testing/model-server.js';

jest.setTimeout(60_000);

let node: RunningGateway;
let socket: SocketDevice;
beforeAll(async () => {
  node = await startGateway();
});
afterAll(() => node?.close());
beforeEach(async () => {
  node.model.chat = answerAtOnce;
  await node.database.look('truncate access.rate_window');
  socket = node.connect();
});
afterEach(() => socket.leave());

const CRISIS = 'I want to kill myself.';
const turn = (ref: string, text = 'I said yes again.', session = newId<SessionId>()) => ({
  type: 'turn' as const,
  ref,
  turn: { session, text, pattern: 'exploratory' as const, idempotencyKey: newId<string>(), streamKey },
});
const problem = (code: string) => expect.objectContaining({ type: 'problem', problem: expect.objectContaining({ code }) });
const problemOf = async (ref: string) => {
  await eventually(async () => expect(socket.frames).toContainEqual(expect.objectContaining({ type: 'problem', ref })), 10_000);
  return socket.frames.find((frame) => frame.type === 'problem' && frame.ref === ref);
};
/** Somebody with a device, whose vault is locked. */
const someone = async (): Promise<PlayedDevice> => {
  const { link } = (await node.owner.ask<Invitation>('invite', { body: { name: 'Sam' } })).body;
  return PlayedDevice.enrolled(node, link, 'Sam');
};

describe('a connection', () => {
  it('is greeted with a nonce, let in by its first frame, and carries a turn from the words to the end', async () => {
    await socket.hello(node.owner);
    socket.send(turn('a'));
    const { outcome } = await socket.next('settled');
    expect(outcome).toBe('answered');
    expect(socket.frames.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['nonce', 'ready', 'accepted', 'certificate', 'engine', 'segment', 'settled']),
    );
    expect(await socket.next('accepted')).toMatchObject({ ref: 'a' });
  });

  it('that says nothing is closed after 5 seconds, and not before', async () => {
    await socket.next('nonce');
    const since = Date.now();
    expect((await socket.end()).code).toBe(closeCodes.silent);
    expect(Date.now() - since).toBeGreaterThan(4_000);
  });

  it('is closed where anything comes before hello', async () => {
    await socket.next('nonce');
    socket.send({ type: 'ping' });
    expect((await socket.end()).code).toBe(closeCodes.unauthorized);
  });

  it('is closed at a second hello before the first was looked at', async () => {
    const [one, two] = [await socket.credentials(node.owner), await socket.credentials(node.owner)];
    socket.send({ type: 'hello', ...one });
    socket.send({ type: 'hello', ...two });
    expect((await socket.end()).code).toBe(closeCodes.malformed);
  });

  it('is closed with another device’s token, and told why', async () => {
    const sam = await someone();
    const { token } = await socket.credentials(sam);
    const { proof } = await socket.credentials(node.owner);
    socket.send({ type: 'hello', token, proof });
    expect((await socket.end()).code).toBe(closeCodes.unauthorized);
    expect(socket.frames.at(-1)?.type).toBe('problem');
  });

  it.each([
    ['what is no JSON', 'hello'],
    ['an array', '[]'],
    ['an unknown type', '{"type":"whisper"}'],
    ['a field too many', '{"type":"ping","more":1}'],
    ['a turn without its reference', JSON.stringify({ ...turn('a'), ref: undefined })],
    ['a turn with a field too many', JSON.stringify({ ...turn('a'), turn: { ...turn('a').turn, member: 'other' } })],
    ['a binary frame', Buffer.from('{"type":"ping"}')],
  ])('is closed by %s', async (_, frame) => {
    await socket.hello(node.owner);
    socket.send(frame);
    expect((await socket.end()).code).toBe(closeCodes.malformed);
  });

  it('is closed by a frame over 64 KiB, and told so; one far beyond is not read', async () => {
    await socket.hello(node.owner);
    socket.send(`{"type":"ping"}${' '.repeat(64 * 1024)}`);
    expect((await socket.end()).code).toBe(closeCodes.tooLarge);
    const other = node.connect();
    await other.next('nonce');
    other.send(' '.repeat(1024 * 1024));
    expect((await other.end()).code).toBe(1009);
  });

  it('is refused to another page and at another address', async () => {
    for (const [options, path, status] of [
      [{ origin: 'https://evil.example' }, '/v1/stream', 403],
      [{}, '/v1/streams', 404],
    ] as const) {
      const refused = node.connect(options, path);
      const [, response] = await once(refused.socket, 'unexpected-response');
      expect(response.statusCode).toBe(status);
      response.resume();
      refused.socket.terminate();
    }
  });
});

describe('a connection that lives longer than its token', () => {
  const shorten = (seconds: number) =>
    node.database.look(`update access.access_token set expires_at = now() + make_interval(secs => $1) where member = $2`, [
      seconds,
      node.owner.member,
    ]);
  const renewTokens = async () => {
    const refreshToken = (node.owner.tokens as Tokens).refreshToken;
    node.owner.tokens = (await node.owner.ask<Tokens>('tokens', { body: { type: 'refresh', refreshToken } })).body;
  };
  beforeEach(renewTokens);
  afterAll(renewTokens);

  it('ends when the token does', async () => {
    await shorten(1);
    await socket.hello(node.owner);
    expect(await socket.end()).toEqual({ code: closeCodes.unauthorized, reason: 'token expired' });
  });

  it('goes on by a renewal within it, past the end of the first token', async () => {
    await shorten(2);
    await socket.hello(node.owner);
    const { until } = await socket.next('ready');
    await renewTokens();
    const after = socket.frames.length;
    socket.send({ type: 'renew', ...(await socket.credentials(node.owner)) });
    expect(Date.parse((await socket.next('ready', after)).until)).toBeGreaterThan(Date.parse(until));
    await eventually(async () => expect(Date.now()).toBeGreaterThan(Date.parse(until) + 300));
    await socket.ping();
    socket.send(turn('later', CRISIS));
    expect(await socket.next('crisis')).toMatchObject({ ref: 'later' });
  });

  it('is given the new nonce where its own is old, and goes on with it', async () => {
    await socket.hello(node.owner);
    const after = socket.frames.length;
    socket.send({ type: 'renew', ...(await socket.credentials(node.owner, 'an-old-nonce')) });
    const { nonce } = await socket.next('nonce', after);
    expect(socket.frames.slice(after)).toEqual([problem('nonce_required'), { type: 'nonce', nonce }]);
    socket.send({ type: 'renew', ...(await socket.credentials(node.owner, nonce)) });
    await socket.next('ready', after);
    await socket.ping();
  });

  it('is not taken over by another device’s token', async () => {
    const sam = await someone();
    await socket.hello(node.owner);
    socket.send({ type: 'renew', ...(await socket.credentials(sam)) });
    expect((await socket.end()).code).toBe(closeCodes.unauthorized);
  });
});

describe('a device that was removed', () => {
  it('is shut out a second later, though nobody told the connection', async () => {
    const sam = await someone();
    await socket.hello(sam);
    socket.send({ type: 'resume', ref: 'x', turn: newId<TurnId>(), after: -1 });
    expect(await socket.next('problem')).toEqual(problem('not_found'));
    const removedAt = Date.now();
    await node.database.look('update access.device set removed_at = now(), generation = generation + 1 where member = $1', [sam.member]);
    expect((await socket.end()).code).toBe(closeCodes.revoked);
    expect(Date.now() - removedAt).toBeLessThan(3_000);
  });
});

describe('what one connection may ask', () => {
  it('is nothing of someone else’s', async () => {
    await socket.hello(node.owner);
    socket.send(turn('mine'));
    const { turn: id } = await socket.next('settled');
    const other = await node.connect().hello(await someone());
    for (const type of ['resume', 'cancel', 'again'] as const) {
      const after = other.frames.length;
      const request = { idempotencyKey: newId<string>(), streamKey };
      if (type === 'resume') other.send({ type, ref: type, turn: id, after: -1 });
      else if (type === 'cancel') other.send({ type, ref: type, turn: id });
      else other.send({ type, ref: type, turn: id, request });
      expect(await other.next('problem', after)).toEqual(problem('not_found'));
    }
    await other.leave();
  });

  it('is eight replies at once, each under a name of its own', async () => {
    const answers: (() => void)[] = [];
    node.model.chat = (response) => {
      const { finish } = events(response);
      answers.push(() => finish());
    };
    await socket.hello(node.owner);
    for (let index = 0; index < 8; index++) socket.send(turn(`t${index}`));
    await eventually(async () => expect(socket.frames.filter(({ type }) => type === 'accepted')).toHaveLength(8));
    socket.send(turn('t0'));
    expect(await problemOf('t0')).toEqual(problem('rate_limited'));
    socket.send(turn('ninth'));
    expect(await problemOf('ninth')).toEqual(problem('rate_limited'));
    await eventually(async () => expect(answers).toHaveLength(8));
    for (const finish of answers) finish();
    await eventually(async () => expect(socket.frames.filter(({ type }) => type === 'settled')).toHaveLength(8));
    node.model.chat = answerAtOnce;
    socket.send(turn('tenth', CRISIS));
    expect(await socket.next('crisis')).toMatchObject({ ref: 'tenth' });
  });

  it('is sixteen things at once, those to stop a reply too', async () => {
    await socket.hello(node.owner);
    const holding = new pg.Client({ connectionString: node.database.adminUrl });
    await holding.connect();
    // Until it lets go, whoever looks for a turn waits.
    await holding.query('begin; lock table reflection.turn');
    const stop = (ref: string) => socket.send({ type: 'cancel', ref, turn: newId<TurnId>() });
    for (let index = 0; index < 16; index++) stop(`stop${index}`);
    stop('more');
    expect(await problemOf('more')).toEqual(problem('rate_limited'));
    expect(socket.frames.filter(({ type }) => type === 'problem')).toHaveLength(1);
    await holding.end();
    for (let index = 0; index < 16; index++) expect(await problemOf(`stop${index}`)).toEqual(problem('not_found'));
    stop('again');
    expect(await problemOf('again')).toEqual(problem('not_found'));
  });

  it('is thirty turns a minute for its device, over HTTP too', async () => {
    await socket.hello(node.owner);
    for (let index = 0; index < 30; index++) {
      const after = socket.frames.length;
      socket.send(turn(`t${index}`, CRISIS));
      await socket.next('crisis', after);
    }
    // A crisis answer waits for nothing, also not for being counted.
    await eventually(async () => {
      const counted = await node.database.look('select from access.rate_window where cardinality(hits) = 30');
      expect(counted).toHaveLength(1);
    });
    const others = 'The week is over.';
    socket.send(turn('more', others));
    const refused = await problemOf('more');
    expect(refused).toEqual(problem('rate_limited'));
    expect(refused).toMatchObject({ problem: { retryAfter: expect.any(Number) } });
    const { turn: body } = turn('http', others);
    expect(await node.owner.ask('reflect', { body })).toMatchObject({ status: 429, code: 'rate_limited' });
    // Whoever is in a crisis gets help also where the minute is used up.
    const after = socket.frames.length;
    socket.send(turn('help', CRISIS));
    expect(await socket.next('crisis', after)).toMatchObject({ ref: 'help' });
    const sam = await node.connect().hello(await someone());
    sam.send(turn('other', CRISIS));
    await sam.next('crisis');
    await sam.leave();
  });
});

describe('a reader that reads nothing', () => {
  it('is cut off, before it fills the memory', async () => {
    node.model.chat = (response) => {
      const { say, finish } = events(response);
      for (let index = 0; index < 1500; index++) say(`${'You went on and on, '.repeat(10)}and on ${index}. `);
      finish();
    };
    await socket.hello(node.owner);
    socket.send(turn('long'));
    const { turn: id } = await socket.next('settled');
    const raw = (socket.socket as unknown as { _socket: { pause(): void; resume(): void } })._socket;
    raw.pause();
    await eventually(async () => {
      if (!socket.closed) socket.send({ type: 'resume', ref: newId<string>(), turn: id, after: -1, streamKey });
      expect(socket.closed?.code).toBe(1006);
    });
  });
});
