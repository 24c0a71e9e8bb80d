import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OPERATOR_FILE, OperatorFile, ProcessReport, Role } from '#libs/contracts/index.js';
import { ask } from './ask.js';
import type { Containers } from './containers.js';
import { lastWords } from './domain/last-words.js';
import { readOrigin } from './domain/origin.js';
import type { Place } from './place.js';

/**
 * What a process said at its operator port, or nothing where it did not. `from`, `to`: when it was asked, by this machine's
 * clock. `words`: the sentence that its log ends with, where that is known.
 */
export type Reported = { who: string; report: ProcessReport; from: number; to: number } | { who: string; silent: true; words?: string };

/** A process that ends again and again is listed as running most of the time; it said why within this time. */
const RECENT = '10m';

/** A node that is one process. */
export const WHOLE = 'The node';

/** Asks every process of the installation that runs and can be asked from here. */
export const reports = async (place: Place, containers: Containers | undefined, signal: AbortSignal): Promise<Reported[]> => {
  if (containers) return ofContainers(containers);
  if (place.kind === 'process') return [await ofPort(place.roles.join(', '), place.operator, signal)];
  if (place.kind === 'embedded') {
    const port = await portOf(place.data);
    return [port === undefined ? { who: WHOLE, silent: true } : await ofPort(WHOLE, { host: '127.0.0.1', port }, signal)];
  }
  return [];
};

/** The ports are published to nobody: only a process in the container reaches its own. */
const ofContainers = async (containers: Containers): Promise<Reported[]> => {
  const found = (await containers.list()) ?? [];
  const running = Role.options.flatMap((role) => found.filter(({ service, state }) => service === role && state === 'running'));
  return Promise.all(
    running.map(async ({ id, service, number }) => {
      const replicas = running.filter((each) => each.service === service).length;
      const who = replicas > 1 ? `${service} ${number}` : service;
      const answered = await containers.report(id);
      if (answered !== undefined) return read(who, answered.text, answered.from, answered.to);
      const words = lastWords(await containers.log(id, RECENT));
      return { who, silent: true, ...(words === undefined ? {} : { words }) };
    }),
  );
};

const ofPort = async (who: string, { host, port }: { host: string; port: number }, signal: AbortSignal): Promise<Reported> => {
  const origin = readOrigin(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  if (!origin) return { who, silent: true };
  const from = Date.now();
  try {
    const { body } = await ask(origin, { address: host, port }, '/report', signal);
    return read(who, body, from, Date.now());
  } catch {
    return { who, silent: true };
  }
};

const read = (who: string, text: string, from: number, to: number): Reported => {
  try {
    return { who, report: ProcessReport.parse(JSON.parse(text)), from, to };
  } catch {
    return { who, silent: true };
  }
};

const portOf = async (data: string): Promise<number | undefined> => {
  try {
    return OperatorFile.parse(JSON.parse(await readFile(join(data, OPERATOR_FILE), 'utf8'))).port;
  } catch {
    return undefined;
  }
};
