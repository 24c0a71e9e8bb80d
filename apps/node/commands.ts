import { StartFailure } from './failure.js';

/** The environment of the process; only `main.ts` takes it from there. */
export type Environment = Record<string, string | undefined>;

/** What a command gets: what stands after it, and the environment. It ends when there is nothing left to do but to serve. */
type Command = (argv: string[], environment: Environment) => Promise<void>;

/** Each loads what it needs and nothing else: `health` is asked every few seconds, `start` is waited for by a person. */
const commands: Record<string, Command> = {
  start: async (argv, environment) => (await import('./embedded/start.js')).start(argv, environment),
  run: async (argv, environment) => (await import('./split/run.js')).run(argv, environment),
  'claim-link': async (argv, environment) => (await import('./split/claim-link.js')).claimLink(argv, environment),
  init: async (argv, environment) => (await import('./init/init.js')).init(argv, environment),
  egress: async (_argv, environment) => (await import('./egress/egress.js')).egress(environment),
  events: async (argv, environment) => (await import('./events/events.js')).events(argv, environment),
  health: async (argv, environment) => (await import('./health.js')).health(argv, environment),
};

/** Without a word it is what the environment speaks of: one process of several where it names roles or their Redis. */
const meant = ({ ROLES, MIRROR_REDIS_URL }: Environment): string => (ROLES || MIRROR_REDIS_URL ? 'run' : 'start');

/** Finds the command that was meant. Options without a command are those of the one that the environment speaks of. */
export const commandOf = (argv: string[], environment: Environment): (() => Promise<void>) => {
  const [first, ...rest] = argv;
  const unsaid = first === undefined || first.startsWith('-');
  const name = unsaid ? meant(environment) : first;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new StartFailure('usage', `There is no command "${name}". There are: ${Object.keys(commands).join(', ')}.`);
  return () => command(unsaid ? argv : rest, environment);
};
