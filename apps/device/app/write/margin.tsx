import type { Pattern } from '#libs/contracts/turns.js';
import { say } from '../catalogue/index.js';
import { clock } from '../catalogue/time.js';
import { Mark } from '../parts/mark.jsx';

/** Time and pattern: above the words on phones, in the left margin where there is one. */
export function Margin({ at, pattern }: { at: string; pattern: Pattern }) {
  return (
    <p class="margin">
      <time dateTime={at} class="num">
        {clock(at)}
      </time>
      <span>
        <Mark name={pattern} /> {say.write.patterns[pattern]}
      </span>
    </p>
  );
}
