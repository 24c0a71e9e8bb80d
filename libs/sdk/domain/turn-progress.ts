import type { ReplyId, Spoken, TurnFrame, TurnId } from '#libs/contracts/index.js';
import type { TurnEvent } from '../turn-events.js';

/** How far a turn has been seen on this device. `resume` goes on after `seq`. */
export type TurnProgress = {
  readonly turn?: TurnId;
  readonly accepted: boolean;
  readonly reply?: ReplyId;
  /** Of the last segment handed on; -1 before the first. */
  readonly seq: number;
  /** The segment that closes the reply was handed on. */
  readonly complete: boolean;
  /** The engine event handed on last, as JSON: a resume says it again. */
  readonly engine?: string;
  readonly ended: boolean;
};

/** A frame whose segment was verified. Certificates are dealt with before. */
export type VerifiedFrame =
  | Exclude<TurnFrame, { type: 'segment' | 'blocked' | 'certificate' }>
  | { type: 'segment'; spoken: Spoken }
  | (Omit<Extract<TurnFrame, { type: 'blocked' }>, 'segment'> & { spoken: Spoken });

/** `missing`: pieces in between did not come; the rest has to be asked for again. */
export type Step = { progress: TurnProgress; events: readonly TurnEvent[]; missing?: true };

/** Nothing of a turn was seen yet; its id is known where it was begun before. */
export const startOf = (turn?: TurnId): TurnProgress => ({
  ...(turn ? { turn } : {}),
  accepted: false,
  seq: -1,
  complete: false,
  ended: false,
});

/** Fields of the envelope stay here; the reader gets what happened. */
const withoutRef = <Frame extends { ref?: string | undefined }>({ ref: _, ...event }: Frame): Omit<Frame, 'ref'> => event;

const ignore = (progress: TurnProgress): Step => ({ progress, events: [] });
const missing = (progress: TurnProgress, events: readonly TurnEvent[] = []): Step => ({ progress, events, missing: true });
const end = (progress: TurnProgress, event: TurnEvent): Step => ({ progress: { ...progress, ended: true }, events: [event] });

/** Another reply of the same turn takes the place of the one before; what was shown of that one is taken back. */
const withReply = (progress: TurnProgress, reply: ReplyId): { progress: TurnProgress; events: TurnEvent[] } => {
  if (progress.reply === reply) return { progress, events: [] };
  const { engine: _, ...rest } = progress;
  const next = { ...rest, reply, seq: -1, complete: false };
  const shown = progress.reply !== undefined && progress.seq >= 0 && progress.turn !== undefined;
  return { progress: next, events: shown && progress.turn ? [{ type: 'restarted', turn: progress.turn, reply }] : [] };
};

const takeSegment = (before: TurnProgress, spoken: Spoken): Step => {
  // Stamped, but of another turn: a node that mixes turns up must not put one person's piece into another's reply.
  if (before.turn !== undefined && spoken.turn !== before.turn) return ignore(before);
  const { progress, events } = withReply(before, spoken.reply as ReplyId);
  if (spoken.seq <= progress.seq || progress.complete) return { progress, events };
  if (spoken.seq > progress.seq + 1) return missing(progress, events);
  const next = { ...progress, seq: spoken.seq, complete: spoken.final };
  return { progress: next, events: [...events, { type: 'segment', spoken }] };
};

const takeEngine = (before: TurnProgress, event: Extract<VerifiedFrame, { type: 'engine' }>): Step => {
  if (before.turn !== undefined && event.turn !== before.turn) return ignore(before);
  const { progress, events } = withReply(before, event.reply);
  const engine = JSON.stringify(event);
  if (engine === progress.engine) return { progress, events };
  return { progress: { ...progress, engine }, events: [...events, event] };
};

/** What a frame means for a turn that was seen as far as `progress`. Pure; every repetition is dropped, every gap seen. */
export const advance = (progress: TurnProgress, frame: VerifiedFrame): Step => {
  switch (frame.type) {
    case 'accepted': {
      if (progress.accepted) return ignore(progress);
      return { progress: { ...progress, turn: frame.turn, accepted: true }, events: [withoutRef(frame)] };
    }
    case 'crisis':
      return end(progress, withoutRef(frame));
    case 'blocked':
      return end(progress, withoutRef(frame));
    case 'engine':
      return takeEngine(progress, frame);
    case 'segment':
      return takeSegment(progress, frame.spoken);
    case 'settled': {
      if (progress.turn !== undefined && frame.turn !== progress.turn) return ignore(progress);
      // The last piece is stamped as such. Without it someone cut the reply's end off.
      if (frame.outcome === 'answered' && !progress.complete) return missing(progress);
      return end(progress, frame);
    }
    case 'problem':
      return end(progress, withoutRef(frame));
  }
};
