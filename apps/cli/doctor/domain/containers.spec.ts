import { describe, expect, it } from '@jest/globals';
import { absentServices, type Container, judgeContainers, readContainers } from './containers.js';
import { composeWays } from './ways.js';

const up = (service: string, change: Partial<Container> = {}): Container => ({
  id: service,
  service,
  number: '1',
  state: 'running',
  status: 'Up 2 hours (healthy)',
  starved: false,
  ...change,
});
const names = ['postgres', 'valkey', 'vault', 'gate', 'reflection', 'gateway', 'caddy', 'ollama'];
const done = up('migrate', { state: 'exited', status: 'Exited (0) 2 hours ago' });
const all = [...names.map((name) => up(name)), done];
const without = (service: string) => all.filter((each) => each.service !== service);
const judge = (found: Container[], said: [string, string][] = []) => judgeContainers(found, new Map(said), composeWays);

describe('containers', () => {
  it('are read from what Docker lists', () => {
    const listed = 'a1\tgate\t2\trunning\tUp 2 hours (healthy)\n\nb2\tvault\t1\texited\tExited (137) 2 minutes ago\n';
    expect(readContainers(listed, 'a1\tfalse\nb2\ttrue\n')).toEqual([
      { id: 'a1', service: 'gate', number: '2', state: 'running', status: 'Up 2 hours (healthy)', starved: false },
      { id: 'b2', service: 'vault', number: '1', state: 'exited', status: 'Exited (137) 2 minutes ago', starved: true },
    ]);
    expect(readContainers(listed).filter(({ starved }) => starved)).toEqual([]);
    expect(readContainers('')).toEqual([]);
  });

  it('all run', () => {
    expect(judge(all)).toEqual([{ state: 'ok', says: expect.stringContaining('All containers run') }]);
    expect(absentServices(all)).toEqual([]);
  });

  it('were never started', () => expect(judge([])).toMatchObject([{ state: 'wrong', next: 'docker compose up -d' }]));

  it.each([
    [up('gate', { state: 'paused', status: 'Up 2 hours (Paused)' }), 'gate is paused. No words are taken', 'docker compose unpause gate'],
    [
      up('vault', { state: 'restarting', status: 'Restarting (1) 3 seconds ago' }),
      'vault starts again and again. Nobody can unlock',
      'logs --tail 50 vault',
    ],
    [
      up('postgres', { state: 'exited', status: 'Exited (137) 5 minutes ago' }),
      'postgres does not run (Exited (137) 5 minutes ago). Nobody can sign in',
      'docker compose up -d',
    ],
    [up('caddy', { state: 'created', status: 'Created' }), 'caddy does not run (Created). Nobody gets in', 'docker compose up -d'],
  ])('of which one does not: %j', (container, says, next) => {
    const found = [...without(container.service), container];
    expect(judge(found)).toMatchObject([{ state: 'wrong', says: expect.stringContaining(says), next: expect.stringContaining(next) }]);
    expect(absentServices(found)).toEqual([container.service]);
  });

  it.each([
    ['vault', 'MIRROR_ROLE_MEMORY in .env'],
    ['postgres', 'MIRROR_POSTGRES_MEMORY in .env'],
    ['caddy', 'mem_limit of caddy in docker-compose.yml'],
  ])('were ended for want of memory, also where they run again: %s', (service, next) => {
    const verdict = { state: 'wrong', says: expect.stringContaining(`${service} wanted more memory`), next: expect.stringContaining(next) };
    expect(judge([...without(service), up(service, { starved: true })])).toMatchObject([verdict]);
    const restarting = up(service, { starved: true, state: 'restarting', status: 'Restarting (137) 1 second ago' });
    expect(judge([...without(service), restarting])).toMatchObject([verdict, { says: expect.stringContaining('starts again and again') }]);
  });

  it('say last why they ended', () =>
    expect(
      judge([...without('gate'), up('gate', { state: 'exited', status: 'Exited (1)' })], [['gate', 'A secret is missing.']]),
    ).toMatchObject([
      {
        state: 'wrong',
        says: expect.stringContaining('The last that it said: “A secret is missing.”'),
        next: expect.stringContaining('logs'),
      },
    ]));

  it('are not needed each: others of a kind, and a model', () => {
    const [doubled, ollama] = [
      [...all, up('gate', { id: 'gate2', number: '2', state: 'exited', status: 'Exited (1)' })],
      without('ollama'),
    ];
    expect(judge(doubled)).toMatchObject([{ state: 'look', says: expect.stringContaining('The others of its kind go on') }]);
    expect(judge(ollama)).toMatchObject([{ state: 'look', says: expect.stringContaining('The local engine answers') }]);
  });

  it('wait for the tables, or can’t have them', () => {
    const shot = (state: string, status: string) =>
      judge([...without('migrate'), up('migrate', { state, status })], [['migrate', 'The password is wrong.']]);
    expect(shot('running', 'Up 3 seconds')).toMatchObject([{ state: 'look', says: expect.stringContaining('being prepared') }]);
    expect(shot('exited', 'Exited (1) a minute ago')).toMatchObject([
      {
        state: 'wrong',
        says: expect.stringMatching(/What runs goes on as it was set up before; nothing else starts\. .*“The password is wrong\.”/),
      },
    ]);
    const resting = all.map((each) =>
      each.service === 'migrate' ? up('migrate', { state: 'exited', status: 'Exited (4)' }) : { ...each, state: 'created' },
    );
    expect(judge(resting)[0]).toMatchObject({
      says: 'The step that prepares the tables failed. No part of the node starts.',
      next: expect.stringContaining('docker compose up -d'),
    });
  });

  it('that run without answering their own check are looked at', () =>
    expect(judge([...without('valkey'), up('valkey', { status: 'Up 2 hours (unhealthy)' })])).toMatchObject([
      { state: 'look', next: 'docker compose logs --tail 50 valkey' },
    ]));
});
