import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Health, Readiness } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/index.js';
import { asAdministrator } from './database.js';
import { startNode } from './start-node.js';
import { Terminal } from './terminal.js';
import type { TestedNode } from './tested-node.js';
import { canary, tracesIn } from './traces.js';

describe('what an operator sees of a node', () => {
  let node: TestedNode;
  const terminal = new Terminal();
  const words = canary();

  beforeAll(async () => {
    node = await startNode();
    await terminal.run('claim', await node.claimLink(), '--name', 'Ida', '--no-passphrase');
    await terminal.run('reflect', `I keep coming back to ${words}.`);
  });
  afterAll(async () => {
    await node.remove();
    terminal.remove();
  });

  const get = (path: string, origin = node.origin) => fetch(`${origin}${path}`);

  /** Of all its processes. */
  const metrics = async (): Promise<string> => {
    const responses = await Promise.all(node.operatorUrls.map((origin) => get('/metrics', origin)));
    for (const { headers } of responses) expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    return (await Promise.all(responses.map((response) => response.text()))).join('');
  };

  it('is healthy, alive and ready, on both ports', async () => {
    expect(Health.parse(await (await get('/health')).json())).toMatchObject({ status: 'healthy', judge_model: null });
    for (const origin of [node.origin, ...node.operatorUrls]) {
      expect((await get('/health/live', origin)).status).toBe(200);
      const ready = await get('/health/ready', origin);
      expect(ready.status).toBe(200);
    }
    const { parts } = Readiness.parse(await (await get('/health/ready')).json());
    expect(parts.map(({ part }) => part)).toEqual(expect.arrayContaining(['database', 'events', 'vault', 'gate', 'engine']));
  });

  it('has metrics on their own port alone, in the text format, without a word or an id', async () => {
    expect((await get('/metrics')).status).toBe(404);
    const text = await metrics();
    for (const line of text.split('\n').filter(Boolean))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? (-?[\d.]+(e[+-]?\d+)?|NaN|[+-]Inf))$/);
    expect(tracesIn(Buffer.from(text), 'the metrics', new Map([[words, 'words of a turn']]))).toEqual([]);
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(text).toMatch(/^mirror_turns?_\w*total\{.*outcome="answered".*\} 1$/m);
  });

  it('shows an event that waits for a person, in health, metrics and mirrorctl status', async () => {
    await asAdministrator(node, (client) =>
      client.query(
        `insert into bus.delivery (event, subscriber, role, attempts, parked_at, error_code)
         select id, 'reflection.outline', 'reflection', 8, now(), 'internal' from bus.outbox limit 1 on conflict (event, subscriber) do update
         set parked_at = now(), error_code = 'internal'`,
      ),
    );
    await eventually(async () => {
      const { parts } = Readiness.parse(await (await get('/health/ready')).json());
      expect(parts).toContainEqual({
        part: 'events',
        ready: true,
        detail: expect.stringMatching(/^An event waits for a person: .*reflection/),
      });
    });
    expect(await metrics()).toMatch(/^mirror_events_parked 1$/m);
    const status = await terminal.run('status');
    expect(status).toMatchObject({ code: 0, out: expect.stringContaining('An event waits for a person') });
    expect(status.out).not.toContain('Not ready');
  });
});
