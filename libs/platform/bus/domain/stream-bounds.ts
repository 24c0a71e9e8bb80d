import { MirrorError, TurnFrame } from '#libs/contracts/index.js';
import { misfit } from './misfit.js';

/** More frames than the longest reply has; a writer that goes on past them is broken, and memory is finite. */
export const MOST_FRAMES = 4_096;

/** How long a stream stays, in milliseconds: after its end, after its last frame without an end, before its first frame. */
export const streamKept = { endedMs: 60_000, silentMs: 15 * 60_000, unbegunMs: 30_000 };

/** The frame that may be appended to a stream. @throws MirrorError `invalid_request` */
export const nextFrame = (entry: TurnFrame, stream: { ended: boolean; frames: number }): TurnFrame => {
  if (stream.ended) throw new MirrorError('invalid_request', 'The stream has ended.');
  if (stream.frames >= MOST_FRAMES) throw new MirrorError('invalid_request', 'The stream is longer than any reply.');
  const parsed = TurnFrame.safeParse(entry);
  if (!parsed.success) throw new MirrorError('invalid_request', misfit('frame', parsed.error));
  return parsed.data;
};
