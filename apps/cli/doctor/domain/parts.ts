import type { ProcessReport } from '#libs/contracts/index.js';
import { look, ok, type Verdict, wrong } from './verdict.js';
import type { Ways } from './ways.js';

type Part = ProcessReport['parts'][number];

/** What it is for people that a part is not there, and whose log says why. */
const parts: Record<string, { means: string; log: string }> = {
  database: { means: 'Nobody can sign in, read or write.', log: 'postgres' },
  redis: { means: 'The parts of the node do not reach each other: nothing is answered. What was accepted is kept.', log: 'valkey' },
  bus: { means: 'The parts of the node do not reach each other: nothing is answered. What was accepted is kept.', log: 'valkey' },
  vault: { means: 'Nobody can unlock their words or write.', log: 'vault' },
  gate: { means: 'No words are taken and no reply is let out.', log: 'gate' },
  engine: { means: 'Replies are not begun.', log: 'reflection' },
  disk: { means: 'Nothing new is taken.', log: 'postgres' },
  events: { means: 'What follows from a turn (outlines, removals of keys) is late.', log: 'gateway' },
};

/** Parts that judge themselves in a check of their own, where their facts are known. */
const TOLD_ELSEWHERE = ['engine', 'events'];

/** Judges what a process says of its parts. @param who "the gateway", or nothing for the whole node */
export const judgeParts = (who: string | undefined, said: readonly Part[], ways: Ways): Verdict[] => {
  const from = who === undefined ? '' : ` As ${who} sees it.`;
  const troubles = said
    .filter(({ ready }) => !ready)
    .map(({ part, detail }) => {
      const { means, log } = parts[part] ?? { means: 'What needs it does not work.', log: who ?? 'gateway' };
      return wrong(`The part ${part} is not ready: ${detail ?? 'it does not say why.'} ${means}${from}`, ways.logs(log));
    });
  const notes = said
    .filter(({ part, ready, detail }) => ready && detail !== undefined && !TOLD_ELSEWHERE.includes(part))
    .map(({ part, detail }) => look(`${part}: ${detail}${from}`, ways.logs(parts[part]?.log ?? who ?? 'gateway')));
  if (troubles.length + notes.length > 0) return [...troubles, ...notes];
  return [ok(`${who ?? 'The node'} is ready: ${said.map(({ part }) => part).join(', ')}.`)];
};
