import { say } from '../catalogue/index.js';
import { Heading } from '../parts/heading.jsx';

export type HaltedFor = 'used' | 'expired' | 'closed' | 'broken' | 'wrong';

/** The link leads nowhere: says plainly why, and what to do. On a wrong server there is nothing to press. */
export function Halted({ why }: { why: HaltedFor }) {
  const { title, text } = say.claim[why];
  return (
    <main class="page" id="page">
      <Heading tab={say.claim.title} focus>
        {title}
      </Heading>
      {why === 'wrong' ? (
        <div class="problem problem--stop" role="alert">
          <p>{text}</p>
        </div>
      ) : (
        <p class="lede">{text}</p>
      )}
    </main>
  );
}
