import { InvalidArgumentError } from 'commander';
import { MirrorError, Pattern, patternMarks, SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { addCommand, type CommonOptions, type DeviceRun, type Registry, runAsDevice } from '../command.js';
import type { Exit } from '../exit-codes.js';
import { readAll } from '../read-all.js';
import { showTurn } from '../show-turn.js';

type ReflectOptions = CommonOptions & { pattern: Pattern; session?: SessionId; goOn?: boolean };

/** A pattern by its name, the beginning of it, or its mark. */
const pattern = (text: string): Pattern => {
  const found = Pattern.options.find((name) => patternMarks[name] === text || (text !== '' && name.startsWith(text.toLowerCase())));
  if (found) return found;
  throw new InvalidArgumentError(`One of ${Pattern.options.map((name) => `${name} (${patternMarks[name]})`).join(', ')}.`);
};

const session = (text: string): SessionId => {
  const parsed = SessionId.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('Not the id of a session; mirrorctl history shows them.');
};

const reflect = async (run: DeviceRun, given: readonly string[], options: ReflectOptions): Promise<Exit> => {
  const { world, terminal, client } = run;
  const text = (given.join(' ') === '-' ? await readAll(world.stdin) : given.join(' ')).trim();
  if (!text) throw new MirrorError('invalid_request', 'There are no words to reflect on.');
  const session = options.session ?? newId<SessionId>();
  const request = { session, text, pattern: options.pattern, ...(options.goOn ? { goOn: true } : {}) };
  const exit = await showTurn(run, (signal) => client.reflect(request, signal));
  if (exit === 'ok') terminal.note(`To go on in this session: --session ${session}`);
  return exit;
};

export const addReflect = (registry: Registry): void => {
  addCommand(registry.program, 'reflect <words...>', 'write a reflection and see it mirrored; - reads it from standard input')
    .option('--pattern <pattern>', 'exploratory ◊, analytical ✦, creative ★ or strategic ⬢', pattern, 'exploratory')
    .option('--session <id>', 'go on in a session', session)
    .option('--go-on', 'send the words although they met the crisis rule')
    .addHelpText('after', '\nWords on a command line stay in the history of your shell; with - they do not.')
    .action((words: string[], options: ReflectOptions) => runAsDevice(registry, options, (run) => reflect(run, words, options)));
};
