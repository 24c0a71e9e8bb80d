import type { ProcessReport } from '#libs/contracts/index.js';
import { look, ok, type Verdict, wrong } from './verdict.js';
import type { Ways } from './ways.js';

type Part = ProcessReport['parts'][number];
/** What one process says of the parts that it needs. `who`: its roles, or nothing for the whole node. */
export type Told = { who: string | undefined; parts: readonly Part[] };

type Kind = {
  /** What it is for people that it is not there. */
  means: string;
  /** Whose log says why. */
  log: string;
  /** Without these it can't be ready: it says nothing of itself then. */
  needs: readonly string[];
};

const APART = 'The parts of the node do not reach each other: nothing is answered. What was accepted is kept.';
/** In the order in which one follows from another. */
const kinds: Record<string, Kind> = {
  disk: { means: 'Nothing new is taken; what was accepted is kept.', log: 'postgres', needs: [] },
  database: { means: 'Nobody can sign in, read or write.', log: 'postgres', needs: ['disk'] },
  redis: { means: APART, log: 'valkey', needs: [] },
  vault: { means: 'Nobody can unlock their words or write.', log: 'vault', needs: ['redis', 'database'] },
  gate: { means: 'No words are taken and no reply is let out.', log: 'gate', needs: ['redis', 'vault'] },
  engine: { means: 'Replies are not begun.', log: 'reflection', needs: ['redis', 'reflection'] },
  events: { means: 'What follows from a turn (outlines, removals of keys) is late.', log: 'gateway', needs: ['database'] },
};
const kindOf = (part: string): Kind => kinds[part] ?? { means: 'What needs it does not work.', log: 'gateway', needs: [] };
const rank = (part: string): number => (part in kinds ? Object.keys(kinds).indexOf(part) : Number.POSITIVE_INFINITY);

/** What it means for people that no process of a role is there. */
export const withoutRole = (role: string): string =>
  role === 'gateway' ? 'Nobody gets in.' : kindOf(role === 'reflection' ? 'engine' : role).means;

/** A process that is listed as running and says nothing of itself. `words`: the sentence that its log ends with. `others`: another of its role answers. */
export type Silent = { who: string; role: string; words?: string; others: boolean };

/** Judges such processes. Those whose logs end with one sentence ended with it, and are told together: it has one cause. */
export const judgeSilence = (silent: readonly Silent[], ways: Ways): Verdict[] =>
  [...Map.groupBy(silent, ({ who, words }) => words ?? who).values()].map((group) => {
    const [first] = group as [Silent];
    const many = group.length > 1;
    const they = many ? 'they are' : 'it is';
    const means = [...new Set(group.map(({ role, others }) => (others ? 'The others of its kind go on.' : withoutRole(role))))];
    return wrong(
      [
        `${group.map(({ who }) => who).join(', ')} ${many ? 'run, but do' : 'runs, but does'} not say how ${they}:`,
        `${they} starting${first.words === undefined ? '' : ', perhaps again and again'}, or ${many ? 'hang' : 'hangs'}.`,
        ...means,
        ...(first.words === undefined ? [] : [`The last that ${many ? 'each of them' : 'it'} said: “${first.words}”`]),
      ].join(' '),
      ways.logs(first.role),
    );
  });

/** What it means for people that nothing of a service of the compose file runs. */
export const withoutService = (service: string): string => {
  if (service === 'caddy') return 'Nobody gets in.';
  if (service === 'ollama') return 'The local engine answers in place of a model.';
  return partsOf[service] === undefined ? withoutRole(service) : kindOf(partsOf[service]).means;
};
/** What a process calls the services that it stands on. */
const partsOf: Record<string, string> = { postgres: 'database', valkey: 'redis' };

/** Parts that judge themselves in a check of their own, where their facts are known. */
const TOLD_ELSEWHERE = ['engine', 'events'];
/** Of a part that is asked and says nothing; whoever has more to say is quoted. */
const SILENT = 'It does not answer.';

/**
 * Judges what processes say of their parts: each part once, causes first, and what follows from a cause in one line.
 * @param missing services of which nothing runs, which is told already
 */
export const judgeParts = (told: readonly Told[], missing: readonly string[], ways: Ways): Verdict[] => {
  const absent = missing.map((service) => partsOf[service] ?? service);
  const down = [...gathered(told, ({ ready }) => !ready)].filter(([part]) => !absent.includes(part)).sort(([a], [b]) => rank(a) - rank(b));
  const causes = new Set([...absent, ...down.map(([part]) => part)]);
  const follows = down.filter(([part]) => kindOf(part).needs.some((cause) => causes.has(cause))).map(([part]) => part);
  const verdicts = [
    ...down
      .filter(([part]) => !follows.includes(part))
      .map(([part, said]) =>
        wrong(`The part ${part} is not ready: ${said.detail} ${kindOf(part).means}${seenBy(said.by)}`, ways.again(kindOf(part).log)),
      ),
    ...(follows.length === 0
      ? []
      : [
          look(
            `Not ready either, which usually follows from the above: ${follows.join(', ')}.`,
            'Mend what stands above, then run this again.',
          ),
        ]),
    ...[...gathered(told, ({ part, ready, detail }) => ready && detail !== undefined && !TOLD_ELSEWHERE.includes(part))].map(
      ([part, said]) => look(`${part}: ${said.detail}${seenBy(said.by)}`, ways.logs(kindOf(part).log)),
    ),
  ];
  if (verdicts.length > 0) return verdicts;
  const fine = told.filter(({ parts }) => parts.every(({ ready }) => ready));
  const names = fine.flatMap(({ who }) => (who === undefined ? [] : [who]));
  const [first] = fine;
  if (!first) return [];
  return [ok(names.length > 0 ? `Ready: ${names.join(', ')}.` : `The node is ready: ${first.parts.map(({ part }) => part).join(', ')}.`)];
};

/** By part, who says so, and the sentence that says most. */
const gathered = (told: readonly Told[], wanted: (part: Part) => boolean): Map<string, { detail: string; by: string[] }> => {
  const found = new Map<string, { detail: string; by: string[] }>();
  for (const { who, parts } of told) {
    for (const part of parts.filter(wanted)) {
      const known = found.get(part.part) ?? { detail: SILENT, by: [] };
      const detail = known.detail === SILENT ? (part.detail ?? SILENT) : known.detail;
      found.set(part.part, { detail, by: who === undefined ? known.by : [...known.by, who] });
    }
  }
  return found;
};

const seenBy = (by: readonly string[]): string => (by.length === 0 ? '' : ` (Seen by ${by.join(', ')}.)`);
