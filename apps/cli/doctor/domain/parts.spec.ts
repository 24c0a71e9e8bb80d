import { describe, expect, it } from '@jest/globals';
import { judgeModel } from './model.js';
import { judgeParts } from './parts.js';
import { judgeRedis } from './redis.js';
import { judgeRoles } from './roles.js';
import { composeWays, embeddedWays } from './ways.js';

describe('parts', () => {
  const down = { part: 'database', ready: false, detail: 'The database does not answer.' };

  it('that are not ready say what that means for people, and where to read why', () => {
    expect(judgeParts('the gateway', [down, { part: 'gate', ready: true }], composeWays)).toEqual([
      {
        state: 'wrong',
        says: 'The part database is not ready: The database does not answer. Nobody can sign in, read or write. As the gateway sees it.',
        next: 'docker compose logs --tail 50 postgres',
      },
    ]);
    expect(judgeParts(undefined, [down], embeddedWays('/srv/node'))).toMatchObject([{ next: 'tail -n 50 /srv/node/log/node.log' }]);
  });

  it('that a later version has are told too', () =>
    expect(judgeParts('the gateway', [{ part: 'record', ready: false }], composeWays)).toMatchObject([
      { state: 'wrong', says: expect.stringContaining('it does not say why') },
    ]));

  it('that are ready are one line, without what other checks tell', () =>
    expect(
      judgeParts(
        undefined,
        [
          { part: 'engine', ready: true, detail: 'local' },
          { part: 'gate', ready: true },
        ],
        composeWays,
      ),
    ).toEqual([{ state: 'ok', says: 'The node is ready: engine, gate.' }]));
});

describe('processes', () => {
  const one = (role: string, count = 1) => ({ role, version: '1.0.0', count });

  it('are counted, and missed by role', () => {
    const all = [one('gateway'), one('gate'), one('vault', 2), one('reflection')];
    expect(judgeRoles(all, composeWays)).toEqual([
      { state: 'ok', says: 'Processes that know each other: 1 gateway, 1 gate, 2 vault, 1 reflection.' },
    ]);
    expect(judgeRoles(all.slice(0, 3), composeWays)).toMatchObject([
      {
        state: 'wrong',
        says: expect.stringContaining('No process of reflection is there'),
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
