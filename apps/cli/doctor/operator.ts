import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OPERATOR_FILE, OperatorFile, ProcessReport, Role } from '#libs/contracts/index.js';
import { ask } from './ask.js';
import type { Containers } from './containers.js';
import { lastWords } from './domain/last-words.js';
import { readOrigin } from './domain/origin.js';
import type { Place } from './place.js';

/** What a process said at its operator port, or why it said nothing, with the last sentence of its log. `from`, `to`: when it was asked, by this machine's clock. */
export type Reported =
  | { who: string; report: ProcessReport; from: number; to: number }
  | { who: string; silent: 'not-running' | 'no-answer' | 'no-compose'; lastWords?: string };

/** Asks every process of the installation that can be asked from here. */
export const reports = async (place: Place, containers: Containers | undefined, signal: AbortSignal): Promise<Reported[]> => {
  if (place.kind === 'compose' && place.reports !== undefined) {
    const folder = place.reports;
    return Promise.all(Role.options.map((role) => ofFile(folder, role)));
  }
  if (place.kind === 'compose' && containers) return Promise.all(Role.options.map((role) => ofContainer(containers, role)));
  if (place.kind === 'process') return [await ofPort(place.roles.join(', '), place.operator, signal)];
  if (place.kind === 'embedded') {
    const port = await portOf(place.data);
    return [
      port === undefined ? { who: 'The node', silent: 'not-running' } : await ofPort('The node', { host: '127.0.0.1', port }, signal),
    ];
  }
  return [];
};

/** The port is published to nobody: only a process in the container reaches it. */
const ofContainer = async (containers: Containers, role: Role): Promise<Reported> => {
  const from = Date.now();
  const said = await containers.within(role, 'node', '/mirrorstead/dist/apps/node/main.js', 'health', '--report');
  if (said.code === 'absent') return { who: role, silent: 'no-compose' };
  if (said.code !== 0) return silent(role, said.code === 'stopped' ? 'no-answer' : 'not-running', await containers.log(role));
  return read(role, said.out, from);
};

/** Written by scripts/doctor: `<role>.asked` when it asked, `<role>.json` when it was answered; none where it was not. */
const ofFile = async (folder: string, role: Role): Promise<Reported> => {
  try {
    const path = join(folder, `${role}.json`);
    const [text, asked, answered] = await Promise.all([readFile(path, 'utf8'), stat(join(folder, `${role}.asked`)), stat(path)]);
    return read(role, text, asked.mtimeMs, answered.mtimeMs);
  } catch {
    return silent(role, 'not-running', await readFile(join(folder, `${role}.log`), 'utf8').catch(() => ''));
  }
};

const silent = (who: string, why: 'not-running' | 'no-answer', log: string): Reported => {
  const words = lastWords(log);
  return { who, silent: why, ...(words === undefined ? {} : { lastWords: words }) };
};

const ofPort = async (who: string, { host, port }: { host: string; port: number }, signal: AbortSignal): Promise<Reported> => {
  const origin = readOrigin(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  if (!origin) return { who, silent: 'no-answer' };
  const from = Date.now();
  try {
    const { body } = await ask(origin, { address: host, port }, '/report', signal);
    return read(who, body, from);
  } catch {
    return { who, silent: signal.aborted ? 'no-answer' : 'not-running' };
  }
};

const read = (who: string, text: string, from: number, to = Date.now()): Reported => {
  try {
    return { who, report: ProcessReport.parse(JSON.parse(text)), from, to };
  } catch {
    return { who, silent: 'no-answer' };
  }
};

const portOf = async (data: string): Promise<number | undefined> => {
  try {
    return OperatorFile.parse(JSON.parse(await readFile(join(data, OPERATOR_FILE), 'utf8'))).port;
  } catch {
    return undefined;
  }
};
