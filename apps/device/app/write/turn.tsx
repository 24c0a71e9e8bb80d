import { say } from '../catalogue/index.js';
import { clock } from '../catalogue/time.js';
import { After } from './after.jsx';
import { Margin } from './margin.jsx';
import { Mirrorback } from './mirrorback.jsx';
import { Reach } from './reach.jsx';
import type { ShownTurn } from './shown-turn.js';
import { Words } from './words.jsx';

export type TurnProps = {
  turn: ShownTurn;
  /** All that the person wrote in this session so far: what a quotation may come from. */
  written: string;
  first: boolean;
  onAgain?: (() => void) | undefined;
  onStop?: (() => void) | undefined;
};

/** The person's words, a waterline, what came back. */
export function Turn({ turn, written, first, onAgain, onStop }: TurnProps) {
  const running = turn.state === 'running';
  return (
    <article class="turn" aria-label={say.mirrored.turn(clock(turn.at))}>
      <Margin at={turn.at} pattern={turn.pattern} />
      <Words text={turn.words} />
      {(running || turn.reply !== '') && (
        <Mirrorback
          reply={turn.reply}
          words={written}
          running={running}
          unfinished={turn.state === 'interrupted' || turn.state === 'cancelled'}
        />
      )}
      {turn.refused && <p class="note">{say.mirrored.unverified}</p>}
      {turn.trouble && turn.engine === 'local' && turn.state !== 'interrupted' && (
        <p class="note">
          {say.mirrored.trouble[turn.trouble]} {say.mirrored.tookOver}
        </p>
      )}
      <After turn={turn} first={first} onAgain={onAgain} onStop={onStop} />
      {turn.help && (
        <aside aria-label={say.mirrored.helpStays}>
          <Reach help={turn.help} beside />
        </aside>
      )}
    </article>
  );
}
