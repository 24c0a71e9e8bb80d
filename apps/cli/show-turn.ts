import { type CrisisHelp, fromProblem, type Pattern, patternMarks } from '#libs/contracts/index.js';
import type { TurnEvent, TurnStream } from '#libs/sdk/index.js';
import type { Run } from './command.js';
import { type Exit, exitFor } from './exit-codes.js';
import { failureSentence } from './failure.js';
import type { Terminal } from './terminal.js';
import { ending, patternNames, takenOver, uncertaintyMark } from './turn-voice.js';

type Settled = Extract<TurnEvent, { type: 'settled' }>;

export const showPattern = (terminal: Terminal, pattern: Pattern): void =>
  terminal.note(`${patternMarks[pattern]} ${patternNames[pattern]}`);

/** People first. Nothing is decorated, nothing is counted. */
export const showHelp = (terminal: Terminal, { resources, regionName }: CrisisHelp): void => {
  terminal.say("First, people you can reach now. A person can answer this; this software can't.");
  terminal.say();
  for (const { name, label, about, href } of resources) {
    terminal.say(`  ${name}: ${label}`, 'strong');
    terminal.say(`    ${about} (${href})`);
  }
  terminal.note(`For ${regionName}.`);
};

const showCrisis = (terminal: Terminal, help: CrisisHelp): Exit => {
  showHelp(terminal, help);
  terminal.say();
  terminal.say('Your words are still with you, and not on the server. To send them all the same, add --go-on: they are kept');
  terminal.say('then, and no model ever gets them.');
  return 'crisis';
};

const showSettled = (terminal: Terminal, { turn, outcome, uncertainty, category, trouble }: Settled): Exit => {
  terminal.endLine();
  if (uncertainty) terminal.note(uncertaintyMark(uncertainty));
  const sentence = ending(outcome, turn, category, trouble);
  if (sentence) terminal.note(sentence, 'strong');
  if (outcome === 'answered') return 'ok';
  return outcome === 'blocked' ? 'blocked' : 'interrupted';
};

/** Shows one event; gives the exit code of one that ends the turn. */
const show = (terminal: Terminal, event: TurnEvent): Exit | undefined => {
  switch (event.type) {
    case 'accepted':
      if (event.help) showHelp(terminal, event.help);
      showPattern(terminal, event.pattern);
      return undefined;
    case 'engine':
      if (event.trouble) terminal.note(takenOver(event.trouble));
      return undefined;
    case 'segment':
      terminal.piece(event.spoken.text);
      return undefined;
    case 'restarted':
      terminal.endLine();
      terminal.note('The reply begins anew; what stands above does not count.');
      return undefined;
    case 'waiting':
      if (event.attempt === 2) terminal.note('The server does not answer. Asking again; nothing is lost.');
      return undefined;
    case 'crisis':
      return showCrisis(terminal, event.help);
    case 'blocked':
      terminal.say(event.spoken.text);
      terminal.note(`Rule ${event.rule} stopped it. Nothing was stored.`);
      return 'blocked';
    case 'settled':
      return showSettled(terminal, event);
    case 'problem':
    case 'stamp_invalid':
      terminal.endLine();
      terminal.note(failureSentence(event.problem), 'strong');
      return exitFor(fromProblem(event.problem));
  }
};

/** Shows a turn as it happens. Ctrl-C asks the node to stop the reply; a second one stops listening too. */
export const showTurn = async ({ world, terminal }: Run, start: (signal: AbortSignal) => TurnStream): Promise<Exit> => {
  const listening = new AbortController();
  const stream = start(listening.signal);
  let stopping = false;
  const release = world.onInterrupt(() => {
    if (stopping) listening.abort();
    stopping = true;
    stream.cancel().catch(() => listening.abort());
  });
  try {
    for await (const event of stream) {
      terminal.document(event);
      const exit = show(terminal, event);
      if (exit) return exit;
    }
    return 'interrupted';
  } finally {
    release();
  }
};
