import type { PendingLink } from '#libs/sdk/index.js';
import { say } from '../catalogue/index.js';
import { clock } from '../catalogue/time.js';
import { Groups } from '../parts/groups.jsx';
import { Heading } from '../parts/heading.jsx';
import { Step } from '../parts/step.jsx';

const said = say.link;

/** In groups as it was made, or in fours, to be read from one screen and typed on another. */
const groupsOf = (code: string): string[] => (/[\s-]/.test(code) ? code.split(/[\s-]+/) : (code.match(/.{1,4}/g) ?? [code]));

/** The code to type, the fingerprint to compare, and until when. */
export function Waiting({ pending, onStop }: { pending: PendingLink; onStop: () => void }) {
  const groups = groupsOf(pending.code);
  return (
    <>
      <Heading tab={said.title} focus>
        {said.waitingTitle}
      </Heading>
      <ol class="steps">
        <Step nth={1} state="done" title={said.steps.made}>
          <p class="small soft">{said.steps.madeText}</p>
        </Step>
        <Step nth={2} state="now" title={said.steps.code}>
          <p class="small soft">{said.steps.codeWhere}</p>
          <p class="digits" role="img" aria-label={said.spell([...groups.join('')].join(' '))}>
            {groups.map((group, place) => (
              <span key={`${place}`}>{group}</span>
            ))}
          </p>
          <p class="small soft" role="status">
            <span class="state state--wait">{said.waiting}</span> {said.until(clock(pending.expires))}
          </p>
        </Step>
        <Step nth={3} state="next" title={said.steps.compare}>
          <Groups of={pending.fingerprint} />
          <p class="small soft">{said.steps.compareText}</p>
        </Step>
      </ol>
      <div class="actions">
        <button type="button" class="button button--quiet button--stop" onClick={onStop}>
          {said.stop}
        </button>
      </div>
    </>
  );
}
