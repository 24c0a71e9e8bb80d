import { describe, expect, it } from '@jest/globals';
import { judgeModel } from './model.js';
import { judgeParts, judgeSilence } from './parts.js';
import { judgeRedis } from './redis.js';
import { judgeRoles } from './roles.js';
import { composeWays, embeddedWays } from './ways.js';

describe('parts', () => {
  const down = (part: string, detail?: string) => ({ part, ready: false, ...(detail ? { detail } : {}) });
  const database = down('database', 'The database does not answer.');

  it('that are not ready say what that means for people, and what to do', () => {
    expect(judgeParts([{ who: 'gateway', parts: [database, { part: 'gate', ready: true }] }], [], composeWays)).toEqual([
      {
        state: 'wrong',
        says: 'The part database is not ready: The database does not answer. Nobody can sign in, read or write. (Seen by gateway.)',
        next: 'docker compose up -d; if it stays so: docker compose logs --tail 50 postgres',
      },
    ]);
    expect(judgeParts([{ who: undefined, parts: [database] }], [], embeddedWays('/srv/node'))).toMatchObject([
      { says: expect.not.stringContaining('Seen'), next: expect.stringContaining('tail -n 50 /srv/node/log/node.log') },
    ]);
  });

  it('are told once, with the sentence that says most', () => {
    const told = [
      { who: 'gate', parts: [down('database', 'It does not answer.')] },
      { who: 'vault', parts: [database] },
    ];
    expect(judgeParts(told, [], composeWays)).toMatchObject([
      { says: expect.stringMatching(/The database does not answer\. .*\(Seen by gate, vault\.\)$/) },
    ]);
  });

  it('are told causes first, and what follows from them in one line', () => {
    const told = [
      { who: 'gateway', parts: ['events', 'gate', 'vault', 'redis', 'engine'].map((part) => down(part)) },
      { who: 'gate', parts: [database] },
    ];
    expect(judgeParts(told, [], composeWays)).toMatchObject([
      { state: 'wrong', says: expect.stringContaining('The part database') },
      { state: 'wrong', says: expect.stringContaining('The part redis') },
      { state: 'look', says: 'Not ready either, which usually follows from the above: vault, gate, engine, events.' },
    ]);
  });

  it('are not told again where the role itself is missing', () =>
    expect(
      judgeParts([{ who: 'gateway', parts: [down('vault'), down('gate'), down('engine')] }], ['vault', 'reflection'], composeWays),
    ).toMatchObject([{ state: 'look', says: expect.stringContaining(': gate, engine.') }]));

  it('that a later version has are told too', () =>
    expect(judgeParts([{ who: 'gateway', parts: [down('record')] }], [], composeWays)).toMatchObject([
      { state: 'wrong', says: expect.stringMatching(/^The part record is not ready: It does not answer\. What needs it does not work\./) },
    ]));

  it('that are ready are one line, without what other checks tell', () => {
    const parts = [
      { part: 'engine', ready: true, detail: 'local' },
      { part: 'gate', ready: true },
    ];
    expect(judgeParts([{ who: undefined, parts }], [], composeWays)).toEqual([{ state: 'ok', says: 'The node is ready: engine, gate.' }]);
    expect(
      judgeParts(
        [
          { who: 'gate', parts },
          { who: 'vault', parts },
        ],
        [],
        composeWays,
      ),
    ).toEqual([{ state: 'ok', says: 'Ready: gate, vault.' }]);
  });
});

describe('processes that say nothing of themselves', () => {
  const silent = (role: string, words?: string) => ({ who: role, role, others: false, ...(words === undefined ? {} : { words }) });

  it('start or hang, and are missed', () => {
    expect(judgeSilence([silent('vault'), { ...silent('gate'), who: 'gate 2', others: true }], composeWays)).toEqual([
      {
        state: 'wrong',
        says: 'vault runs, but does not say how it is: it is starting, or hangs. Nobody can unlock their words or write.',
        next: 'docker compose logs --tail 50 vault',
      },
      {
        state: 'wrong',
        says: 'gate 2 runs, but does not say how it is: it is starting, or hangs. The others of its kind go on.',
        next: 'docker compose logs --tail 50 gate',
      },
    ]);
    expect(judgeSilence([], composeWays)).toEqual([]);
  });

  it('are quoted where their logs end with why they ended, and told together where that is one thing', () => {
    const cause = 'Redis lets anybody in without a password.';
    expect(judgeSilence([silent('gateway', cause), silent('gate', cause), silent('vault', 'A secret is missing.')], composeWays)).toEqual([
      {
        state: 'wrong',
        says: `gateway, gate run, but do not say how they are: they are starting, perhaps again and again, or hang. Nobody gets in. No words are taken and no reply is let out. The last that each of them said: “${cause}”`,
        next: 'docker compose logs --tail 50 gateway',
      },
      {
        state: 'wrong',
        says: expect.stringMatching(/^vault runs.* The last that it said: “A secret is missing\.”$/),
        next: expect.anything(),
      },
    ]);
  });
});

describe('processes', () => {
  const one = (role: string, count = 1) => ({ role, version: '1.0.0', count });

  it('are counted, and missed by role', () => {
    const all = [one('gateway'), one('gate'), one('vault', 2), one('reflection')];
    expect(judgeRoles(all, [], composeWays)).toEqual([
      { state: 'ok', says: 'Processes that know each other: 1 gateway, 1 gate, 2 vault, 1 reflection.' },
    ]);
    expect(judgeRoles(all.slice(0, 3), [], composeWays)).toMatchObject([
      {
        state: 'wrong',
        says: expect.stringMatching(/No process of reflection is there.* Replies are not begun\./),
        next: expect.stringContaining('logs --tail 50 reflection'),
      },
    ]);
  });
});

describe('Redis', () => {
  const fine = {
    program: 'Valkey',
    version: '8.1',
    aheadMs: 0,
    usedBytes: 1024 ** 2,
    maxBytes: 256 * 1024 ** 2,
    policy: 'noeviction',
    saves: false,
    calls: {},
  };
  const judge = (change: Partial<typeof fine>) => judgeRedis({ ...fine, ...change }, composeWays).map(({ state }) => state);

  it.each([
    [{}, ['ok']],
    [{ maxBytes: 0 }, ['ok']],
    [{ saves: true }, ['wrong']],
    [{ policy: 'allkeys-lru' }, ['wrong']],
    [{ usedBytes: 250 * 1024 ** 2 }, ['look']],
    [{ calls: { vault: 500, gate: 3 } }, ['look']],
    [{ saves: true, policy: 'volatile-ttl' }, ['wrong', 'wrong']],
  ])('%j is judged %j', (change, states) => expect(judge(change)).toEqual(states));
});

describe('the model', () => {
  it('answers, is missing, or is not wanted', () => {
    expect(judgeModel({ engine: 'ollama', model: 'llama3.2' }, composeWays)).toEqual({ state: 'ok', says: 'llama3.2 on Ollama answers.' });
    expect(judgeModel({ engine: 'local', trouble: 'model_missing', model: 'llama3.2' }, composeWays)).toMatchObject({
      state: 'look',
      next: expect.stringContaining('ollama pull llama3.2'),
    });
    expect(judgeModel({ engine: 'local', trouble: 'no_model_server' }, composeWays).state).toBe('ok');
    expect(judgeModel({ engine: 'local', trouble: 'stream_cut' }, composeWays).state).toBe('look');
  });
});
