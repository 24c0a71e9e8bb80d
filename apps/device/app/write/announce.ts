import { say } from '../catalogue/index.js';
import { announced } from '../state/said.js';
import { paragraphsOf } from './passages.js';
import type { ShownTurn } from './shown-turn.js';

/** Says a reply once, when it has ended, whole: sentence by sentence it would talk over what one is reading. */
export function announceReply(turn: ShownTurn): void {
  const reply = paragraphsOf(turn.reply).join(' ');
  if (turn.state === 'answered') announced.value = say.mirrored.finished(reply);
  if (turn.state === 'blocked') announced.value = `${say.mirrored.blocked}. ${reply}`;
  if (turn.state === 'interrupted') announced.value = say.mirrored.interruptedText;
  if (turn.state === 'cancelled') announced.value = say.mirrored.cancelled;
}
