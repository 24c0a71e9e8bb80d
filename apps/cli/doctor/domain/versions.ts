import { look, ok, type Verdict, wrong } from './verdict.js';

/** Major and minor of "18.4 (Debian …)" or "v24.21.0". */
const numbers = (version: string): [number, number] => {
  const [, major = '0', minor = '0'] = /(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  return [Number(major), Number(minor)];
};
const isBelow = (version: string, [major, minor]: readonly [number, number]): boolean => {
  const [ownMajor, ownMinor] = numbers(version);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
};

/** What is worked with and tried: from `least` on it works, above `tried` nobody has looked. */
const supported = {
  // uuidv7() is 18's.
  PostgreSQL: { least: [18, 0], tried: 18, wanted: '18', image: 'postgres:18' },
  // Rights to read a key without writing it are 7.0's; Valkey went its own way after 7.2.
  Redis: { least: [7, 0], tried: 8, wanted: '7.0 to 8', image: 'valkey/valkey:8' },
  Valkey: { least: [7, 2], tried: 8, wanted: '7.2 to 8', image: 'valkey/valkey:8' },
  'Node.js': { least: [24, 15], tried: 24, wanted: '24, from 24.15 on', image: 'node:24' },
} as const;
export type Program = keyof typeof supported;

/** Judges a program under the node. */
export const judgeProgram = (program: Program, version: string, where = ''): Verdict => {
  const { least, tried, wanted, image } = supported[program];
  const is = `${program}${where} is ${version}`;
  if (isBelow(version, least)) return wrong(`${is}, which is too old: the node needs ${wanted}.`, `Take ${image}, or a newer ${program}.`);
  if (numbers(version)[0] > tried) return look(`${is}. The node was tried with ${wanted}.`, `If something does not work, take ${image}.`);
  return ok(`${is}; ${wanted} is supported.`);
};

/** Versions of ours that run together: all the same, but while they are being exchanged. */
export const judgeOwnVersions = (running: readonly { what: string; version: string }[]): Verdict => {
  const versions = [...new Set(running.map(({ version }) => version))];
  if (versions.length <= 1) return ok(`Version ${versions[0] ?? 'unknown'}: ${running.map(({ what }) => what).join(', ')}.`);
  const by = versions.map((version) => {
    const whose = running.filter((each) => each.version === version).map(({ what }) => what);
    return `${version} (${whose.join(', ')})`;
  });
  return look(
    `Different versions run together: ${by.join(' and ')}. A part does not answer one of another version.`,
    'If nobody is updating just now: docker compose up -d --build, or build again and start the node anew.',
  );
};

/** The tables against the code. */
export const judgeSchema = ({ schemaSteps, knownSteps }: { schemaSteps: number; knownSteps: number }): Verdict => {
  const steps = `${schemaSteps} of the ${knownSteps} steps`;
  if (schemaSteps < knownSteps)
    return wrong(`The tables of the database had ${steps} that this version knows.`, 'docker compose up migrate');
  if (schemaSteps > knownSteps)
    return wrong(
      `The tables of the database are of a newer version (${schemaSteps} steps; this one knows ${knownSteps}).`,
      'Run the version that was here last, or a newer one.',
    );
  return ok(`The tables of the database are those of this version (${schemaSteps} steps).`);
};
