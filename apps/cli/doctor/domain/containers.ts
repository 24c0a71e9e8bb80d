import { Role } from '#libs/contracts/index.js';
import { withoutService } from './parts.js';
import { look, ok, type Verdict, wrong } from './verdict.js';
import type { Ways } from './ways.js';

/**
 * A container as Docker lists it. `state`: running, paused, restarting, exited …; `status`: in Docker's words, with health;
 * `starved`: since somebody started it, it wanted more memory than it may have, and the system ended what ran in it. It may
 * run again.
 */
export type Container = { id: string; service: string; number: string; state: string; status: string; starved: boolean };

/**
 * Lines of tab-separated columns.
 * @param ends by id, whether it was for want of memory
 */
export const readContainers = (text: string, ends = ''): Container[] => {
  const starved = new Set(ends.split('\n').flatMap((line) => (line.endsWith('\ttrue') ? line.split('\t')[0] : [])));
  return text.split('\n').flatMap((line) => {
    const [id, service, number = '1', state = '', status = ''] = line.split('\t');
    return id && service ? [{ id, service, number, state, status, starved: starved.has(id) }] : [];
  });
};

/** A process of ours in it, or what it stands on; in the order in which one needs the other. */
const services = ['postgres', 'valkey', 'vault', 'gate', 'reflection', 'gateway', 'caddy', 'ollama'];
const ONE_SHOT = 'migrate';
/** They wait for the one-shot when they are made; what it says later does not stop them. */
const PROCESSES: readonly string[] = Role.options;
/** Without a model the local engine answers. */
const OPTIONAL = ['ollama'];

/** Services of which no container runs. */
export const absentServices = (found: readonly Container[]): string[] =>
  services.filter((service) => !found.some((each) => each.service === service && each.state === 'running'));

/** Judges which containers run. @param said the last sentence of a container that does not, by its id */
export const judgeContainers = (found: readonly Container[], said: ReadonlyMap<string, string>, ways: Ways): Verdict[] => {
  if (found.length === 0)
    return [
      wrong('No container of this folder is there: the node was not started yet, or from another folder. Nobody gets in.', ways.start),
    ];
  const troubles = [
    ...judgeOneShot(found, said, ways),
    ...services.flatMap((service) =>
      judgeService(
        service,
        found.filter((each) => each.service === service),
        said,
        ways,
      ),
    ),
  ];
  return troubles.length > 0 ? troubles : [ok(`All containers run: ${services.join(', ')}.`)];
};

const judgeService = (service: string, found: readonly Container[], said: ReadonlyMap<string, string>, ways: Ways): Verdict[] => {
  const resting = found.filter(({ state }) => state !== 'running');
  const starved = judgeMemory(service, found);
  if (resting.length === 0 && found.length > 0) return [...starved, ...judgeHealth(service, found, ways)];
  const tell = OPTIONAL.includes(service) ? look : wrong;
  const rest = found.length > resting.length;
  const means = rest ? 'The others of its kind go on.' : withoutService(service);
  const [first] = resting;
  if (!first) return [tell(`There is no container of ${service}. ${means}`, ways.again(service))];
  const words = said.get(first.id);
  const told = words === undefined ? '' : ` The last that it said: “${words}”`;
  const verdict = rest ? look : tell;
  if (first.state === 'paused') return [verdict(`${service} is paused. ${means}`, `docker compose unpause ${service}`)];
  if (first.state === 'restarting') return [...starved, verdict(`${service} starts again and again. ${means}${told}`, ways.logs(service))];
  return [
    ...starved,
    verdict(`${service} does not run (${first.status}). ${means}${told}`, words === undefined ? ways.again(service) : ways.logs(service)),
  ];
};

/** It says nothing of it itself, and Docker starts it again at once: all that people see is that things fail now and then. */
const judgeMemory = (service: string, found: readonly Container[]): Verdict[] =>
  found.some(({ starved }) => starved)
    ? [
        wrong(
          `${service} wanted more memory than it may have, so the system ended what ran in it. What was accepted is kept.`,
          limits[service] === undefined
            ? `Raise mem_limit of ${service} in docker-compose.yml, then docker compose up -d.`
            : `Raise ${limits[service]} in .env, then docker compose up -d.`,
        ),
      ]
    : [];
const OF_ROLES = 'MIRROR_ROLE_MEMORY';
/** The settings of the compose file; the front's limit is none. */
const limits: Record<string, string> = {
  postgres: 'MIRROR_POSTGRES_MEMORY',
  valkey: 'MIRROR_VALKEY_MEMORY',
  ollama: 'MIRROR_OLLAMA_MEMORY',
  ...Object.fromEntries([ONE_SHOT, ...PROCESSES].map((service) => [service, OF_ROLES])),
};

/** Of processes of ours the check of the parts says more. */
const judgeHealth = (service: string, found: readonly Container[], ways: Ways): Verdict[] =>
  ['postgres', 'valkey', 'caddy'].includes(service) && found.some(({ status }) => status.includes('(unhealthy)'))
    ? [look(`${service} runs, but does not answer its own health check.`, ways.logs(service))]
    : [];

const judgeOneShot = (found: readonly Container[], said: ReadonlyMap<string, string>, ways: Ways): Verdict[] => {
  const shot = found.find(({ service }) => service === ONE_SHOT);
  if (!shot || shot.status.startsWith('Exited (0)')) return [];
  const words = said.get(shot.id);
  if (shot.state !== 'exited') return [look('The tables of the database are being prepared; the parts wait for it.', ways.logs(ONE_SHOT))];
  const told = words === undefined ? '' : ` The last that it said: “${words}”`;
  const runs = found.some(({ service, state }) => PROCESSES.includes(service) && state === 'running');
  const means = runs ? 'What runs goes on as it was set up before; nothing else starts.' : 'No part of the node starts.';
  return [...judgeMemory(ONE_SHOT, [shot]), wrong(`The step that prepares the tables failed. ${means}${told}`, ways.again(ONE_SHOT))];
};
