import type {
  CrisisHelp,
  EngineKind,
  EngineTrouble,
  Outcome,
  Pattern,
  Problem,
  RuleCategory,
  TurnId,
  Uncertainty,
} from '#libs/contracts/index.js';
import type { ReadTurn, TurnEvent } from '#libs/sdk/index.js';

/** A turn as it stands on the page. `running`: more of the reply is to come. */
export type ShownTurn = {
  turn: TurnId;
  at: string;
  pattern: Pattern;
  words: string;
  state: Outcome | 'running';
  reply: string;
  engine?: EngineKind | undefined;
  model?: string | undefined;
  trouble?: EngineTrouble | undefined;
  uncertainty?: Uncertainty | undefined;
  rule?: string | undefined;
  category?: RuleCategory | undefined;
  help?: CrisisHelp | undefined;
  /** A piece did not bear the node's stamp and is not shown. */
  refused: boolean;
  /** The connection broke and is taken up again. */
  waiting: boolean;
  problem?: Problem | undefined;
};

/** Words that an input rule stopped: nothing of them was stored. */
export type Stopped = { at: string; pattern: Pattern; words: string; spoken: string; rule: string; category: RuleCategory };

export const beganTurn = (event: Extract<TurnEvent, { type: 'accepted' }>, words: string): ShownTurn => ({
  turn: event.turn,
  at: event.at,
  pattern: event.pattern,
  words,
  state: 'running',
  reply: '',
  help: event.help,
  refused: false,
  waiting: false,
});

/** From the history: only segments that verified are in it. */
export const readTurn = (read: ReadTurn): ShownTurn => ({
  turn: read.turn,
  at: read.at,
  pattern: read.pattern,
  words: read.words,
  state: read.state,
  reply: read.reply?.text ?? '',
  engine: read.reply?.engine,
  model: read.reply?.model,
  trouble: read.reply?.trouble,
  uncertainty: read.reply?.uncertainty,
  rule: read.reply?.rule,
  category: read.reply?.category,
  help: read.help,
  refused: (read.reply?.refused ?? 0) > 0,
  waiting: false,
});

/** A new reply is asked for: what was shown of the one before is taken back. */
export const askedAgain = (turn: ShownTurn): ShownTurn => ({
  turn: turn.turn,
  at: turn.at,
  pattern: turn.pattern,
  words: turn.words,
  state: 'running',
  reply: '',
  help: turn.help,
  refused: false,
  waiting: false,
});

/** What one event makes of a turn. Pure, so that live and replayed streams show the same. */
export function withEvent(turn: ShownTurn, event: TurnEvent): ShownTurn {
  switch (event.type) {
    case 'engine':
      return { ...turn, engine: event.engine, model: event.model, trouble: event.trouble ?? turn.trouble, waiting: false };
    case 'segment':
      return { ...turn, reply: turn.reply + event.spoken.text, waiting: false };
    case 'restarted':
      return { ...turn, reply: '', waiting: false };
    case 'settled':
      return {
        ...turn,
        state: event.outcome,
        uncertainty: event.uncertainty,
        rule: event.rule,
        category: event.category,
        trouble: event.trouble ?? turn.trouble,
        waiting: false,
      };
    case 'waiting':
      return { ...turn, waiting: true };
    case 'problem':
      return { ...turn, state: 'interrupted', problem: event.problem, waiting: false };
    case 'stamp_invalid':
      return { ...turn, state: 'interrupted', refused: true, waiting: false };
    case 'accepted':
      return { ...turn, help: event.help ?? turn.help, waiting: false };
    case 'crisis':
    case 'blocked':
      return turn;
  }
}
