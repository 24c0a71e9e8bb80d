import type { CrisisHelp } from '#libs/contracts/turns.js';
import { say } from '../catalogue/index.js';

const isPage = (href: string) => href.startsWith('https:');
/** A page opens beside this one: the words here are kept nowhere yet, and would be gone with it. */
const elsewhere = { target: '_blank', rel: 'noopener noreferrer' };

/** People to reach: large, plain, first. `beside`: smaller, next to words that were sent all the same. */
export function Reach({ help, beside }: { help: CrisisHelp; beside?: boolean }) {
  return (
    <>
      <div class={beside ? 'reach reach--beside' : 'reach'}>
        {help.resources.map(({ name, about, label, href }) => (
          <a key={href} href={href} {...(isPage(href) ? elsewhere : {})}>
            <strong>{name}</strong>
            <span>{about}</span>
            <b class={isPage(href) ? 'address' : undefined}>{label}</b>
          </a>
        ))}
      </div>
      <p class="note">{say.crisis.region(help.regionName)}</p>
    </>
  );
}
