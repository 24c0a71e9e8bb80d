import { InvalidArgumentError } from 'commander';
import { MirrorError, patternMarks, SessionId } from '#libs/contracts/index.js';
import type { ReadTurn } from '#libs/sdk/index.js';
import { addCommand, type CommonOptions, type DeviceRun, type Registry, runAsDevice } from '../command.js';
import { moment } from '../moments.js';
import { showHelp } from '../show-turn.js';
import type { Terminal } from '../terminal.js';
import { ending, patternNames, uncertaintyMark } from '../turn-voice.js';

type HistoryOptions = CommonOptions & { before?: string; limit?: number };

const listSessions = async ({ client, terminal }: DeviceRun, page: HistoryOptions): Promise<undefined> => {
  const { sessions, next } = await client.sessions(page);
  if (sessions.length === 0) terminal.say('Nothing was written yet.');
  for (const { session, lastAt, turns, opening } of sessions) {
    terminal.say(`${moment(lastAt)} · ${turns} ${turns === 1 ? 'turn' : 'turns'} · ${session}`);
    if (opening) terminal.say(`  ${opening}`);
  }
  if (next) terminal.note(`Older ones: mirrorctl history --before ${next}`);
  terminal.document({ sessions, ...(next ? { next } : {}) });
  return undefined;
};

const showReply = (terminal: Terminal, { turn, state, reply, help }: ReadTurn): void => {
  if (help) showHelp(terminal, help);
  if (reply) terminal.say(reply.text);
  if (reply?.refused) terminal.note(`${reply.refused} of its pieces did not bear the stamp of the server and are left out.`, 'strong');
  const mark = reply?.uncertainty ? uncertaintyMark(reply.uncertainty) : '';
  if (mark) terminal.note(mark);
  const end = state === 'running' ? 'It is being answered.' : ending(state, turn, reply?.category, reply?.trouble);
  if (end) terminal.note(end);
};

const showTurn = (terminal: Terminal, turn: ReadTurn): void => {
  terminal.note(`${moment(turn.at)} · ${patternMarks[turn.pattern]} ${patternNames[turn.pattern]} · ${turn.turn}`);
  for (const line of turn.words.split('\n')) terminal.say(`> ${line}`);
  terminal.say();
  showReply(terminal, turn);
  terminal.say();
};

const showSession = async ({ client, terminal }: DeviceRun, text: string, page: HistoryOptions): Promise<undefined> => {
  const session = SessionId.safeParse(text);
  if (!session.success) throw new MirrorError('invalid_request', 'This is not the id of a session; mirrorctl history shows them.');
  const read = await client.session(session.data, page);
  for (const turn of read.turns) showTurn(terminal, turn);
  if (read.next) terminal.note(`The rest: mirrorctl history ${session.data} --before ${read.next}`);
  terminal.document(read);
  return undefined;
};

const limit = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 100) return value;
  throw new InvalidArgumentError('Between 1 and 100.');
};

export const addHistory = (registry: Registry): void => {
  addCommand(registry.program, 'history [session]', 'your sessions, or the turns of one')
    .option('--limit <count>', 'how many', limit)
    .option('--before <mark>', 'where a page before ended')
    .action((session: string | undefined, options: HistoryOptions) =>
      runAsDevice(registry, options, (run) => (session ? showSession(run, session, options) : listSessions(run, options))),
    );
};
