import { parseArgs } from 'node:util';
import { EventId } from '#libs/contracts/index.js';
import { StartFailure } from '../failure.js';

/** What is to be done about events that wait for a person. */
export type EventsOptions = { action: 'parked' } | { action: 'release'; event: EventId | undefined };
type Asked = EventsOptions & { data: string | undefined };

const usage = 'Usage: events parked, or events release ID (or all), with --data DIR for a node in one process.';

/** @throws StartFailure with one sentence and the usage */
export const parseEvents = (argv: string[]): Asked => {
  const { values, positionals } = parse(argv);
  const [action, which, ...more] = positionals;
  if (action === 'parked' && which === undefined) return { action, data: values.data };
  if (action === 'release' && which !== undefined && more.length === 0) {
    const event = EventId.safeParse(which);
    if (which !== 'all' && !event.success) throw new StartFailure('usage', `"${which}" is not the id of an event. ${usage}`);
    return { action, event: which === 'all' ? undefined : event.data, data: values.data };
  }
  throw new StartFailure('usage', usage);
};

const parse = (argv: string[]) => {
  try {
    return parseArgs({ args: argv, allowPositionals: true, options: { data: { type: 'string' } } });
  } catch {
    throw new StartFailure('usage', usage);
  }
};
