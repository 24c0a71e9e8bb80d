import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { CrisisHelp } from '#libs/contracts/turns.js';
import { say } from '../catalogue/index.js';
import { Heading } from '../parts/heading.jsx';
import { Problem } from '../parts/problem.jsx';
import { go, passOn } from '../router.js';
import { useRoom } from '../state/room.js';
import { said, sayOnce } from '../state/said.js';
import { Reach } from './reach.jsx';
import { unshared } from './unshared.js';

/** Keeping, sending, clearing: each says what becomes of the words, and none happens by itself. */
function useAnswers() {
  const { desk, kept } = useRoom();
  const notKept = useSignal(false);
  return {
    notKept,
    keep: async () => {
      try {
        await kept.keep(desk.words.value);
      } catch {
        notKept.value = true;
        return;
      }
      desk.leaveCrisis();
      sayOnce(say.crisis.keptSaid, { label: say.crisis.readKept, act: () => go('/kept') });
    },
    clear: () => {
      desk.leaveCrisis();
      sayOnce(say.crisis.clearedSaid);
    },
  };
}

/** Stands in place of the page: first people to reach, then the words, which are still the person's alone. */
export function Crisis({ help }: { help: CrisisHelp }) {
  const { desk } = useRoom();
  const { keep, clear, notKept } = useAnswers();
  const words = useId();
  useEffect(() => {
    // Nothing may stand over a number.
    said.value = undefined;
    return passOn;
  }, []);
  const empty = desk.words.value.trim() === '';
  return (
    <main class="page" id="page">
      {/* The tab keeps its name: browsers write titles into their history, and this one must not say it. */}
      <Heading tab={say.write.title} focus>
        {say.crisis.title}
      </Heading>
      <p class="lede">{say.crisis.lede}</p>
      <Reach help={help} />
      <section aria-labelledby={`${words}-title`}>
        <h2 id={`${words}-title`}>{say.crisis.wordsTitle}</h2>
        <p class="lede">{say.crisis.wordsText}</p>
        <label class="field" for={words}>
          <span class="hidden">{say.crisis.label}</span>
        </label>
        <textarea
          class="area"
          id={words}
          {...unshared}
          value={desk.words.value}
          onInput={(event) => {
            desk.words.value = event.currentTarget.value;
          }}
        />
        {notKept.value && <p class="note">{say.crisis.notKept}</p>}
        {desk.problem.value && <Problem error={desk.problem.value} />}
        <div class="actions">
          <button type="button" class="button" disabled={empty} onClick={() => void keep()}>
            {say.crisis.keep}
          </button>
          <button type="button" class="button" disabled={empty || desk.sending.value} onClick={() => void desk.reflect({ goOn: true })}>
            {desk.sending.value ? say.crisis.sending : say.crisis.send}
          </button>
          <button type="button" class="button button--quiet" onClick={clear}>
            {say.crisis.clear}
          </button>
        </div>
        <ul class="still">
          <li>{say.crisis.keepMeans}</li>
          <li>{say.crisis.sendMeans}</li>
          <li>{say.crisis.clearMeans}</li>
        </ul>
      </section>
    </main>
  );
}
