import { say } from './catalogue/index.js';
import { Heading } from './parts/heading.jsx';
import { go } from './router.js';
import { useRoom } from './state/room.js';

const said = say.frame.removed;

/** This device was removed elsewhere. Its keys open nothing; they go when the person says so. */
export function Removed() {
  const { mirror, standing } = useRoom();
  const forget = async () => {
    await mirror.forget();
    standing.left();
    go('/');
  };
  return (
    <main class="page" id="page">
      <Heading tab={said.title} focus>
        {said.title}
      </Heading>
      <p class="lede">{said.text}</p>
      <div class="actions">
        <a class="button" href="/kept">
          {say.history.keptLink}
        </a>
        <button type="button" class="button button--stop" onClick={() => void forget()}>
          {said.forget}
        </button>
      </div>
    </main>
  );
}
