import { setTimeout } from 'node:timers/promises';
import { asAdministrator } from '../apps/e2e/database.js';
import { Person, the } from '../apps/e2e/person.js';
import { RunningNode } from '../apps/e2e/running-node.js';
import { familyOf, type Memory, memoryOf } from './memory.js';
import { bootstrap } from './method.js';
import { record, spread } from './report.js';

const STARTS = 9;
const TURNS = 200;
/** Until what a start leaves running has come to rest. */
const REST_MS = 5_000;
const words = 'I said yes to the extra shift again before I had looked at anything. I wanted to be counted on, but I was angry.';

type Parts = { node: Memory; database: Memory; together: number };

/** The node as if its pages were nobody else's: other programs on Node share some here, and would not elsewhere. */
const partsOf = (node: RunningNode): Parts => {
  const own = memoryOf([node.child.pid ?? 0]);
  const database = memoryOf(familyOf(node.databasePid));
  return { node: own, database, together: own.resident + database.share };
};

/** From the command to the end of its screen, on a folder that has been used. */
const timedStart = async (from: RunningNode): Promise<{ node: RunningNode; seconds: number }> => {
  const start = performance.now();
  const node = await from.again();
  return { node, seconds: (performance.now() - start) / 1000 };
};

const reflectOften = (node: RunningNode, person: Person): Promise<void> =>
  asAdministrator(node, async (administrator) => {
    for (let turn = 0; turn < TURNS; turn++) {
      // A device may ask 30 times a minute.
      if (turn % 25 === 0) await administrator.query('delete from access.rate_window');
      const told = await person.reflect(words);
      if (the(told, 'settled').outcome !== 'answered') throw new Error('a turn that was not answered');
    }
  });

const first = performance.now();
let node = await RunningNode.start();
const firstSeconds = (performance.now() - first) / 1000;
try {
  const person = await Person.owner(node);
  const seconds: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    person.client.close();
    await node.stop();
    const started = await timedStart(node);
    node = started.node;
    seconds.push(started.seconds);
  }
  await setTimeout(REST_MS);
  const idle = partsOf(node);
  await person.client.unlock();
  await reflectOften(node, person);
  await setTimeout(REST_MS);
  const used = partsOf(node);
  person.client.close();

  const start = bootstrap(seconds);
  const line = ({ node: own, database, together }: Parts) => ({
    'node, resident MB': own.resident.toFixed(0),
    'node, share MB': own.share.toFixed(0),
    'PostgreSQL, share MB': database.share.toFixed(0),
    'together MB': together.toFixed(0),
    reach: '< 300',
    verdict: together < 300 ? 'reached' : 'missed',
  });
  console.log(
    `second start: ${spread(start)} s, reach < 3 s: ${start.high < 3 ? 'reached' : start.low > 3 ? 'missed' : 'open'} (first: ${firstSeconds.toFixed(1)} s)`,
  );
  console.table({ idle: line(idle), [`after ${TURNS} turns`]: line(used) });
  record('start', { firstSeconds, seconds, start, idle, used, turns: TURNS });
} finally {
  await node.remove();
}
