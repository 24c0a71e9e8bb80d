import type {
  CrisisHelp,
  EngineKind,
  EngineTrouble,
  Outcome,
  Pattern,
  Problem,
  ReplyId,
  RuleCategory,
  SessionId,
  Spoken,
  TurnId,
  TurnView,
  Uncertainty,
} from '#libs/contracts/index.js';

/** Made once for an attempt and kept over every retry of it, so that the node takes the same words once. */
export type Attempt = { idempotencyKey: string; streamKey: string };

export type ReflectRequest = {
  session: SessionId;
  text: string;
  pattern: Pattern;
  /** Only after a crisis answer, when the member sends the words again on purpose. */
  goOn?: boolean;
  /** A new one is made where it is absent; pass one to repeat an attempt whose end was not seen. */
  attempt?: Attempt;
};

export type EngineEvent = { type: 'engine'; turn: TurnId; reply: ReplyId; engine: EngineKind; model?: string; trouble?: EngineTrouble };

export type SettledEvent = {
  type: 'settled';
  turn: TurnId;
  outcome: Outcome;
  uncertainty?: Uncertainty;
  rule?: string;
  category?: RuleCategory;
  trouble?: EngineTrouble;
};

/**
 * What happens to one turn, in order. Ends after `crisis`, `blocked`, `settled`, `problem` or `stamp_invalid`.
 * Each `segment` was verified and comes once, in the order of `seq`.
 */
export type TurnEvent =
  | { type: 'accepted'; turn: TurnId; session: SessionId; at: string; pattern: Pattern; help?: CrisisHelp }
  /** Nothing of the words stays on the node. */
  | { type: 'crisis'; help: CrisisHelp }
  /** An input rule: nothing was stored; `spoken` says why. */
  | { type: 'blocked'; rule: string; category: RuleCategory; spoken: Spoken }
  | EngineEvent
  | { type: 'segment'; spoken: Spoken }
  /** A new reply of the same turn begins: what was shown of the one before is to be taken back. */
  | { type: 'restarted'; turn: TurnId; reply: ReplyId }
  | SettledEvent
  /** The connection broke and is being taken up again; nothing is lost. */
  | { type: 'waiting'; attempt: number }
  | { type: 'problem'; turn?: TurnId; problem: Problem }
  /** Said by this device: a piece did not verify, so neither it nor what follows is shown. */
  | { type: 'stamp_invalid'; turn?: TurnId; problem: Problem };

/** A turn as it happens. Iterate once; leaving the loop does not stop the reply, `cancel` does. */
export interface TurnStream extends AsyncIterable<TurnEvent> {
  readonly attempt: Attempt | undefined;
  /** Asks the node to stop the reply; the stream then ends with `settled`, outcome `cancelled`. */
  cancel(): Promise<void>;
}

/** A turn from the history: segments that verified, and how many did not. */
export type ReadTurn = Omit<TurnView, 'words' | 'reply'> & {
  words: string;
  reply?: Omit<NonNullable<TurnView['reply']>, 'segments'> & {
    segments: Spoken[];
    text: string;
    /** Pieces whose stamp did not verify; they are left out. */
    refused: number;
  };
};

export type ReadSession = { session: SessionId; turns: ReadTurn[]; next?: string };
