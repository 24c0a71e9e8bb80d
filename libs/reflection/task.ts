import type { MemberId, ReplyId, SessionId, TurnId } from '#libs/contracts/index.js';
import type { WordsPayload } from './turn.payload.js';
import type { Place } from './turn.repository.js';

/** A turn that wants its answer. */
export type Task = {
  member: MemberId;
  session: SessionId;
  turn: TurnId;
  reply: ReplyId;
  streamKey: string;
  payload: WordsPayload;
  /** Its ordinal in the session once its words are on the disk; undefined where they did not come there as this turn. */
  accepted: Promise<number | undefined>;
  /** What stood before it in its session when it came, read beside its sealing; undefined where that failed. */
  ahead?: Promise<Place | undefined>;
};
