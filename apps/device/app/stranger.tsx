import { say } from './catalogue/index.js';
import { Heading } from './parts/heading.jsx';

const said = say.frame.stranger;

/** Nobody is signed in: says so, and the three ways in. */
export function Stranger() {
  return (
    <main class="page" id="page">
      <Heading tab={said.title}>{said.title}</Heading>
      <p class="lede">{said.text}</p>
      <section class="prose">
        <h2>{said.invitedTitle}</h2>
        <p>{said.invited}</p>
      </section>
      <section class="prose">
        <h2>{said.otherTitle}</h2>
        <p>{said.other}</p>
        <div class="actions">
          <a class="button" href="/link">
            {said.link}
          </a>
        </div>
      </section>
      <section class="prose">
        <h2>{said.setTitle}</h2>
        <p>{said.set}</p>
      </section>
      <section class="prose">
        <p class="small">{said.inTheWay}</p>
        <p class="small">
          <a class="plain" href="/privacy">
            {say.privacy.title}
          </a>
        </p>
      </section>
    </main>
  );
}
