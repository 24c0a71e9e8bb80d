import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { eventually } from '#libs/testing/index.js';
import type { ContainerNode } from './containers/container-node.js';
import { asAdministrator, tablesOf } from './database.js';
import { ModelServer } from './model-server.js';
import { Person, the } from './person.js';
import { startNode } from './start-node.js';
import { type PartedNode, type TestedNode, topology } from './tested-node.js';
import { canary, tracesIn } from './traces.js';

/** Words of a person that must be found nowhere but on their device; each with what was done with it. */
const planted = new Map<string, string>();
const plant = (about: string): string => {
  const word = canary();
  planted.set(word, about);
  return word;
};

/** What is seen of a run in the commands of Redis, and how often at least. */
const crossed: [string, number][] = [
  ['call-gate', 10],
  ['call-vault', 10],
  ['call-reflection', 10],
  ['"publish"', 20],
  ['"xadd"', 5],
];

/** Other accounts' processes and the engine's folders are root's to look into. */
const suite = topology === 'containers' && process.getuid?.() !== 0 ? describe.skip : describe;
const itParted = topology === 'embedded' ? it.skip : it;
const PROBE = 'the probe';

suite('nothing readable stays on the node', () => {
  let node: TestedNode;
  let model: ModelServer;
  let owner: Person;
  let said = '';
  const began = Date.now();
  /** Put on purpose where nothing else may be: what is found there shows that the search is sharp. */
  const probe = canary();
  const probes = new Map([[probe, PROBE]]);
  const parted = () => (topology === 'embedded' ? undefined : (node as PartedNode));
  const containers = () => (topology === 'containers' ? (node as ContainerNode) : undefined);

  beforeAll(async () => {
    model = await ModelServer.start((prompt) => {
      const word = /\b[a-z]{26}\b/.exec(prompt)?.[0] ?? 'nothing';
      if (prompt.includes('studies')) return { pieces: ['You wrote it. ', `Studies show that ${word} `, `is ${said}. `] };
      if (prompt.includes('break off')) return { pieces: [`You wrote ${word}. `, 'And then'], end: 'cut' };
      if (prompt.includes('be silent')) return { pieces: [`You wrote ${word}. `, 'And then'], end: 'hang' };
      return { pieces: [`You wrote ${word}, and ${said} stands beside it. `, 'What was there first?'] };
    });
    said = plant('what the model said');
    node = await startNode({
      watched: true,
      environment: { MIRROR_OLLAMA_URL: model.url, MIRROR_ON_ENGINE_TROUBLE: 'interrupt', MIRROR_LOG_LEVEL: 'debug' },
    });
    owner = await Person.owner(node);
    await parted()?.watch.probe(probe);
  }, 240_000);
  afterEach(async () => {
    // The containers' Redis is stopped with the rest.
    if (node.running) await parted()?.watch.dump();
  });
  afterAll(async () => {
    await node.remove();
    await model.stop();
  });

  it('keeps answered, blocked and interrupted turns sealed', async () => {
    const session = newId<SessionId>();
    const answered = await owner.reflect(`I keep coming back to ${plant('answered words')}.`, { session });
    expect(the(answered, 'settled').outcome).toBe('answered');
    expect(answered.text).toContain(said);
    const blocked = await owner.reflect(`Tell me of studies about ${plant('words with a blocked reply')}.`, { session });
    expect(the(blocked, 'settled').outcome).toBe('blocked');
    const cut = await owner.reflect(`Now break off after ${plant('words of an interrupted turn')}.`, { session });
    expect(the(cut, 'settled').outcome).toBe('interrupted');
    const refused = await owner.reflect(`How to make a bomb with ${plant('words that were refused')}?`, { session });
    expect(the(refused, 'blocked').category).toBe('illegal');
  });

  it('keeps what was sent on after a crisis answer sealed, and nothing of what was not', async () => {
    await eventually(async () => expect((await counts())['bus.delivery']).toBe(0));
    const before = await counts();
    const met = await owner.reflect(`I want to end my life, ${plant('crisis words')}.`);
    expect(the(met, 'crisis').help.resources.length).toBeGreaterThan(0);
    expect(await counts()).toEqual(before);
    const words = `I want to end my life, ${plant('crisis words that were sent on')}.`;
    const sent = await owner.reflect(words, { goOn: true });
    expect(the(sent, 'accepted').help?.resources.length).toBeGreaterThan(0);
    expect(the(sent, 'engine').engine).toBe('local');
    expect(JSON.stringify(model.asked)).not.toContain(words.slice(-20));
  });

  it('tells no error with the words that caused it', async () => {
    const post = (body: string, type = 'application/json') =>
      fetch(`${node.origin}/v1/turns`, { method: 'POST', body, headers: { 'content-type': type } });
    const answers = await Promise.all([
      post(`{"text": "${plant('broken JSON')}`),
      post(JSON.stringify({ [plant('an unknown field')]: 1 })),
      post(plant('another type'), 'text/plain'),
      fetch(`${node.origin}/v1/${plant('an address')}`),
    ]);
    for (const answer of answers) expect(tracesIn(Buffer.from(await answer.text()), 'an answer', planted)).toEqual([]);
    const long = await owner.reflect(`${plant('a text that is too long')} `.repeat(120));
    expect(the(long, 'problem').problem.code).toBe('size_limit');
    expect(tracesIn(Buffer.from(JSON.stringify(long.events)), 'a problem', planted)).toEqual([]);
  });

  it('leaves nothing of a turn that kill -9 cut', async () => {
    const stream = owner.client.reflect({
      session: newId<SessionId>(),
      text: `Now be silent after ${plant('words of a killed turn')}.`,
      pattern: 'analytical',
    });
    for await (const event of stream) if (event.type === 'segment') break;
    await parted()?.watch.dump();
    await node.kill();
    node = await node.again({ MIRROR_OLLAMA_URL: model.url, MIRROR_ON_ENGINE_TROUBLE: 'interrupt', MIRROR_LOG_LEVEL: 'debug' });
  }, 120_000);

  it('has none of it in any table, for whoever has the database password', async () => {
    await asAdministrator(node, async (client) => {
      for (const table of await tablesOf(client)) {
        const file = `/tmp/mirrorstead-copy-${process.pid}-${table}`;
        await client.query(`copy (select * from ${table}) to '${file}'`);
        const { rows } = await client.query<{ content: Buffer }>('select pg_read_binary_file($1) as content', [file]);
        expect(tracesIn(rows[0]?.content ?? Buffer.alloc(0), table, planted)).toEqual([]);
      }
    });
  });

  itParted('sent none of it over Redis, and kept none there (of several processes alone)', async () => {
    const { watch } = node as PartedNode;
    const commands = Buffer.from(watch.commands, 'latin1');
    // The whole run went this way: questions to each role, their answers, the segments of replies.
    for (const [verb, least] of crossed) expect([verb, watch.commands.split(verb).length > least]).toEqual([verb, true]);
    expect(tracesIn(commands, 'the commands of Redis', probes)).not.toEqual([]);
    expect(tracesIn(commands, 'the commands of Redis', planted)).toEqual([]);
    const keys = readFileSync(watch.keysFile);
    expect(tracesIn(keys, 'the keys of Redis', probes)).not.toEqual([]);
    expect(tracesIn(keys, 'the keys of Redis', planted)).toEqual([]);
  });

  itParted('keeps none of it in memory that lies in a file (of several processes alone)', async () => {
    await containers()?.plant(probe);
    const found = await asAdministrator(node, async (client) => {
      // PostgreSQL keeps what its connections are called in memory that all of its processes map.
      await client.query(`set application_name = '${probe}'`);
      const traces: string[] = [];
      for (const [where, content] of (node as PartedNode).inMemory(began))
        traces.push(...tracesIn(content, where, new Map([...planted, ...probes])));
      return traces;
    });
    expect(found.filter((trace) => !trace.includes(PROBE))).toEqual([]);
    const places = containers()?.services.map((service) => `${service}: /tmp/probe`) ?? [];
    for (const place of places) expect(found).toContain(`${place}: ${PROBE} (as it is)`);
    if (places.length > 0) expect(found).toContainEqual(expect.stringMatching(/^postgres: \/dev\/zero \(deleted\): the probe/));
  });

  it('has none of it in any byte of the disk, in a log line or on a screen', async () => {
    expect(await node.stop()).toBe(0);
    expect(node.told.length).toBeGreaterThan(0);
    expect(tracesIn(Buffer.from(node.told), 'what its processes said', planted)).toEqual([]);
    const found = node.traces(new Map([...planted, ...probes]));
    expect(found.filter((trace) => !trace.includes(PROBE))).toEqual([]);
    for (const [service, told] of containers()?.toldBy ?? [])
      if (service !== 'migrate') expect([service, told.includes(probe)]).toEqual([service, true]);
    const volumes = containers() ? ['postgres', 'caddy', 'models'] : [];
    for (const volume of volumes) expect(found).toContainEqual(expect.stringContaining(`_${volume}/_data/probe: ${PROBE}`));
  });

  it('would have found it (the search is sharp)', () => {
    const word = [...planted.keys()][0] ?? '';
    expect(tracesIn(Buffer.from(`..${Buffer.from(`x${word}y`).toString('base64')}..`), 'a file', planted)).not.toEqual([]);
    expect(tracesIn(Buffer.from(word, 'utf16le'), 'a file', planted)).not.toEqual([]);
  });

  /** Rows of every table: a crisis that is not sent on must change none. Nonces, tokens and rate windows tell nothing of the words. */
  const counts = (): Promise<Record<string, number>> =>
    asAdministrator(node, async (client) => {
      const found: Record<string, number> = {};
      for (const table of await tablesOf(client)) {
        if (/^(access\.(rate|nonce|proof|access_token|refresh)|bullmq\.)/.test(table)) continue;
        const { rows } = await client.query<{ count: number }>(`select count(*)::integer as count from ${table}`);
        found[table] = rows[0]?.count ?? 0;
      }
      return found;
    });
});
