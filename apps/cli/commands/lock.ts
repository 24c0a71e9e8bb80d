import { InvalidArgumentError } from 'commander';
import { Purpose, type UnlockState } from '#libs/contracts/index.js';
import { addCommand, type CommonOptions, type Registry, runAsDevice } from '../command.js';
import { clock } from '../moments.js';
import type { Terminal } from '../terminal.js';

type UnlockOptions = CommonOptions & { hours?: number; purpose?: Purpose[] };

/** What a vault's state means. */
export const vaultSentence = (state: UnlockState): string => {
  const waiting = state.waiting > 0 ? ` Catching up: ${state.waiting}.` : '';
  if (state.state === 'locked') return `Your words are locked; only your devices have the key.${waiting}`;
  return `Your words are open until ${clock(state.until)} at most, or 15 quiet minutes, for: ${state.purposes.join(', ')}.${waiting}`;
};

const tell = (terminal: Terminal, state: UnlockState): undefined => {
  terminal.say(vaultSentence(state));
  terminal.document(state);
};

const hours = (text: string): number => {
  const value = Number(text);
  if (value > 0 && value <= 24) return value;
  throw new InvalidArgumentError('Between 0 and 24.');
};

const purpose = (text: string, before: Purpose[] = []): Purpose[] => {
  const parsed = Purpose.safeParse(text);
  if (parsed.success) return [...before, parsed.data];
  throw new InvalidArgumentError(`One of ${Purpose.options.join(', ')}.`);
};

export const addUnlock = (registry: Registry): void => {
  addCommand(registry.program, 'unlock', 'open your words on the server, with the key of this device')
    .option('--hours <hours>', 'how long at most', hours)
    .option('--purpose <purpose>', 'what for; can be given several times', purpose)
    .action((options: UnlockOptions) =>
      runAsDevice(registry, options, async ({ client, terminal }) => {
        const { hours, purpose: purposes } = options;
        return tell(terminal, await client.unlock({ ...(hours ? { hours } : {}), ...(purposes ? { purposes } : {}) }));
      }),
    );
};

export const addLock = (registry: Registry): void => {
  addCommand(registry.program, 'lock', 'close your words; this device opens them again only when you unlock').action(
    (options: CommonOptions) => runAsDevice(registry, options, async ({ client, terminal }) => tell(terminal, await client.lock())),
  );
};
