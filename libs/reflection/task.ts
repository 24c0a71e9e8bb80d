import type { MemberId, ReplyId, SessionId, TurnId } from '#libs/contracts/index.js';
import type { WordsPayload } from './turn.payload.js';

/** A turn that wants its answer. `accepted` tells whether its words came onto the disk. */
export type Task = {
  member: MemberId;
  session: SessionId;
  turn: TurnId;
  reply: ReplyId;
  streamKey: string;
  payload: WordsPayload;
  /** Its place in the session, where it has one already; without one it comes after all that is there. */
  ordinal?: number;
  accepted: Promise<boolean>;
};
