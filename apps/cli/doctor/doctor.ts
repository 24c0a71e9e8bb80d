import type { Exit } from '../exit-codes.js';
import type { Terminal } from '../terminal.js';
import { version } from '../version.js';
import { clockCheck } from './checks/clock.js';
import { containersCheck } from './checks/containers.js';
import { certificateCheck, nameCheck, reachCheck } from './checks/door.js';
import { folderCheck } from './checks/folder.js';
import { eventsCheck, modelCheck, partsCheck, redisCheck } from './checks/parts.js';
import { secretsCheck } from './checks/secrets.js';
import { spaceCheck } from './checks/space.js';
import { versionsCheck } from './checks/versions.js';
import { type Finding, summary } from './domain/verdict.js';
import { containersOf, Evidence } from './evidence.js';
import { type Check, examine } from './examine.js';
import type { Place } from './place.js';
import { asKnown } from './refused.js';

/** In the order in which one thing follows from another. */
const checks: readonly Check[] = [
  folderCheck,
  secretsCheck,
  nameCheck,
  reachCheck,
  certificateCheck,
  clockCheck,
  containersCheck,
  partsCheck,
  versionsCheck,
  spaceCheck,
  eventsCheck,
  redisCheck,
  modelCheck,
];

/** Longer than what a check asks may take; commands in four containers at once take seconds on a small machine. */
const patienceMs = ({ kind }: Place): number => (kind === 'compose' ? 18_000 : 9_000);

/** An engine that takes longer to list its containers is told of by the checks. */
const FIRST_LOOK_MS = 4_000;

/** Looks at an installation and says what is wrong with it. Changes nothing. */
export const doctor = async (place: Place, terminal: Terminal): Promise<Exit> => {
  const stop = new AbortController();
  terminal.say(`mirrorctl ${version} looks at ${nameOf(place)}.`);
  terminal.say();
  try {
    const known = await asKnown(place, containersOf(place, AbortSignal.any([stop.signal, AbortSignal.timeout(FIRST_LOOK_MS)])));
    const findings = await examine(checks, new Evidence(known, version, stop.signal), stop.signal, patienceMs(place));
    for (const finding of findings) show(terminal, finding);
    terminal.say();
    terminal.say(summary(findings), 'strong');
    const sound = findings.every(({ state }) => state !== 'wrong');
    terminal.document({ sound, version, place: place.kind, origin: place.origin?.origin ?? null, findings });
    return sound ? 'ok' : 'unsound';
  } finally {
    // What still hangs is ended: the report does not wait for it.
    stop.abort();
  }
};

const nameOf = (place: Place): string => {
  switch (place.kind) {
    case 'compose':
      return `the node of ${place.folder}`;
    case 'embedded':
      return `the node in ${place.data}`;
    case 'process':
      return `this process (${place.roles.join(', ')})`;
    case 'remote':
      return `the node at ${place.origin?.origin ?? 'an address'}`;
  }
};

/** A finding is a line; what to do stands below it, so that it can be copied. */
const show = (terminal: Terminal, { state, check, says, next }: Finding): void => {
  terminal.say(`${state.padEnd(6)} ${check.padEnd(12)} ${says}`, state === 'wrong' ? 'strong' : undefined);
  if (next !== undefined) terminal.say(`${' '.repeat(20)}→ ${next}`, 'soft');
};
