import type { CrisisHelp } from '#libs/contracts/turns.js';
import { say } from '../catalogue/index.js';

/** People to reach: large, plain, first. `beside`: smaller, next to words that were sent all the same. */
export function Reach({ help, beside }: { help: CrisisHelp; beside?: boolean }) {
  return (
    <>
      <div class={beside ? 'reach reach--beside' : 'reach'}>
        {help.resources.map(({ name, about, label, href }) => (
          <a key={href} href={href} rel="noreferrer">
            <strong>{name}</strong>
            <span>{about}</span>
            <b>{label}</b>
          </a>
        ))}
      </div>
      <p class="note">{say.crisis.region(help.regionName)}</p>
    </>
  );
}
