import type { ComponentChildren } from 'preact';
import { say } from '../catalogue/index.js';
import { Mark } from './mark.jsx';

/** `next`: belongs to the step before it, so it is as readable. */
export type StepState = 'done' | 'now' | 'next' | 'later';

/** One step of joining; what is done is folded to its heading, what comes later is only named. */
export function Step({ nth, state, title, children }: { nth: number; state: StepState; title: string; children?: ComponentChildren }) {
  return (
    <li class={state} aria-current={state === 'now' ? 'step' : undefined}>
      <span class="nth">
        {state === 'done' ? (
          <>
            <Mark name="done" />
            <span class="hidden">{say.frame.done}</span>
          </>
        ) : (
          nth
        )}
      </span>
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  );
}
