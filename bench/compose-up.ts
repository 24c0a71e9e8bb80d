import { setTimeout } from 'node:timers/promises';
import { ComposeProject, type Container } from '../apps/e2e/containers/compose-project.js';
import { composeCommand } from '../apps/e2e/containers/engine.js';
import { Terminal } from '../apps/e2e/terminal.js';
import { median } from './method.js';
import { record } from './report.js';

const PROJECTS = Math.max(1, Math.round(5 * Number(process.env.BENCH_SHARE ?? 1)));
const PATIENCE_MS = 180_000;
const LOOK_MS = 500;
const REACH_S = 180;

/** The local engine answers: how long a model thinks over its first words says nothing of the node. */
const NO_MODEL = { MIRROR_MODEL: 'none:of-these' };

/** Seconds from the command on. `ready`: every container is healthy. `turn`: a first turn was answered. */
type Up = { ready: number; turn: number };

/** In the order of the compose file; caddy waits for the gateway. */
const services = ['postgres', 'valkey', 'gateway', 'gate', 'vault', 'reflection', 'caddy'];

/** A look asks the engine for each of them, which takes processors from what it looks at: not too often. */
const untilHealthy = async (project: ComposeProject): Promise<void> => {
  for (const until = performance.now() + PATIENCE_MS; ; await setTimeout(LOOK_MS)) {
    const states = await Promise.all(services.map(async (service) => stateOf((await project.container(service)).State)));
    if (states.every((state) => state === 'healthy')) return;
    if (performance.now() > until) throw new Error(`Not all is healthy: ${services.map((service, at) => `${service} ${states[at]}`)}`);
  }
};

const stateOf = ({ Status, Health }: Container['State']): string => Health?.Status ?? Status;

const succeeded = async (ran: Promise<{ code: number | null; err: string }>): Promise<void> => {
  const { code, err } = await ran;
  if (code !== 0) throw new Error(`A command of the first person ended with ${code}: ${err}`);
};

/** As an administrator and then a first person would do it: the claim link from the gateway, the claim and the turn by mirrorctl. */
const firstTurn = async (project: ComposeProject): Promise<void> => {
  const { out } = await project.inside('gateway', 'claim-link');
  const link = new RegExp(`${project.origin}/\\S+#\\S+`).exec(out)?.[0];
  if (!link) throw new Error(`The gateway shows no claim link: ${out}`);
  const terminal = new Terminal();
  try {
    const setting = { environment: { NODE_EXTRA_CA_CERTS: project.authority } };
    await succeeded(terminal.runWith(setting, 'claim', link, '--name', 'Somebody', '--no-passphrase'));
    await succeeded(terminal.runWith(setting, 'reflect', 'I said yes again, and I was angry at how quick the yes was.'));
  } finally {
    terminal.remove();
  }
};

const once = async (): Promise<Up> => {
  const project = await ComposeProject.prepare({ environment: NO_MODEL });
  try {
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    await project.up();
    await untilHealthy(project);
    const ready = seconds();
    await firstTurn(project);
    return { ready, turn: seconds() };
  } finally {
    await project.remove();
  }
};

if (!composeCommand) console.log('bench:compose-up: no container engine with Compose answers here, so this is not measured.');
else {
  const ups: Up[] = [];
  for (let project = 0; project < PROJECTS; project++) ups.push(await once());
  const inOrder = (value: (up: Up) => number) => ups.map(value).sort((left, right) => left - right);
  const words = (seconds: readonly number[]) =>
    `${median(seconds).toFixed(1)} (${seconds[0]?.toFixed(1)} to ${seconds.at(-1)?.toFixed(1)})`;
  const [ready, turn] = [inOrder((up) => up.ready), inOrder((up) => up.turn)];
  const verdict = (turn.at(-1) ?? 0) < REACH_S ? 'reached' : (turn[0] ?? 0) > REACH_S ? 'missed' : 'open';
  console.table({
    'all healthy, s': { measured: words(ready), reach: '', verdict: '' },
    'first turn answered, s': { measured: words(turn), reach: `< ${REACH_S}`, verdict },
  });
  record('compose-up', { ups });
}
