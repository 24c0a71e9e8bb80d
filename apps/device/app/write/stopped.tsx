import { useEffect, useRef } from 'preact/hooks';
import { say } from '../catalogue/index.js';
import { Filled } from '../parts/filled.jsx';
import { Reason } from './after.jsx';
import { Margin } from './margin.jsx';
import type { Stopped } from './shown-turn.js';
import { Words } from './words.jsx';

/** Words that an input rule stopped: shown as such, and not stored anywhere. */
export function StoppedWords({ of }: { of: Stopped }) {
  const article = useRef<HTMLElement>(null);
  useEffect(() => article.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <article class="turn" ref={article} aria-label={say.mirrored.notPassed}>
      <Margin at={of.at} pattern={of.pattern} />
      <Words text={of.words} />
      <div class="mirror" role="status">
        <p>{of.spoken}</p>
      </div>
      <div class="after">
        <span class="state state--stop">{say.mirrored.notPassed}</span>
        <Reason summary={say.mirrored.whatHappened}>
          <p class="small">
            {say.mirrored.input[of.category]} <Filled sentence={say.mirrored.inputRule} name="rule" value={of.rule} />
          </p>
        </Reason>
      </div>
    </article>
  );
}
