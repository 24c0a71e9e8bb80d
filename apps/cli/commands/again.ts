import { MirrorError, TurnId } from '#libs/contracts/index.js';
import { addCommand, type CommonOptions, type Registry, runAsDevice } from '../command.js';
import { showTurn } from '../show-turn.js';

const turnId = (text: string): TurnId => {
  const turn = TurnId.safeParse(text);
  if (turn.success) return turn.data;
  throw new MirrorError('invalid_request', 'This is not the id of a turn; mirrorctl history SESSION shows them.');
};

export const addAgain = (registry: Registry): void => {
  addCommand(registry.program, 'again <turn>', 'ask for the reply to an interrupted turn again').action(
    (turn: string, options: CommonOptions) =>
      runAsDevice(registry, options, (run) => showTurn(run, (signal) => run.client.again(turnId(turn), signal))),
  );
};
