import { useEffect, useId, useRef } from 'preact/hooks';
import { Pattern, TURN_CHARACTERS } from '#libs/contracts/turns.js';
import { say } from '../catalogue/index.js';
import { useLater } from '../parts/later.js';
import { Mark } from '../parts/mark.jsx';
import { useRoom } from '../state/room.js';
import { said } from '../state/said.js';
import { countCharacters } from './sentences.js';
import { unshared } from './unshared.js';

/** From here on the count is shown; before, nothing is counted. */
const NEAR = TURN_CHARACTERS - 200;
const onMac = /Mac|iPhone|iPad/.test(navigator.platform);
const combination = onMac ? '⌘ ↩' : 'Ctrl ↩';

function Count({ of: characters, id }: { of: number; id: string }) {
  const left = TURN_CHARACTERS - characters;
  return (
    <span id={id} class={left < 0 ? 'count count--over' : 'count'} role="status">
      {characters >= NEAR && (left < 0 ? say.write.over(-left) : say.write.left(left))}
    </span>
  );
}

/** The four ways of mirroring: outlined when offered, filled when chosen. */
function Patterns() {
  const { pattern } = useRoom().desk;
  return (
    <fieldset class="patterns">
      <legend class="hidden">{say.write.patternLegend}</legend>
      {Pattern.options.map((option) => (
        <label key={option} title={say.write.patternMeans[option]}>
          <input
            type="radio"
            name="pattern"
            value={option}
            checked={pattern.value === option}
            onChange={() => {
              pattern.value = option;
            }}
          />
          <Mark name={option} />
          {say.write.patterns[option]}
        </label>
      ))}
    </fieldset>
  );
}

/** Stands with the composer, since the page opens at its foot. */
function CatchingUp() {
  const vault = useRoom().door.state.value;
  if (vault?.state !== 'unlocked' || vault.waiting === 0) return null;
  return (
    <p class="catching" role="status">
      {say.frame.catchingUp(new Intl.NumberFormat(say.locale).format(vault.waiting))}
    </p>
  );
}

/** Tells the style how high the composer stands: it grows with the words, and nothing may come to lie over it. */
function useHeight() {
  const footer = useRef<HTMLElement>(null);
  useEffect(() => {
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => style.setProperty('--composer', `${footer.current?.offsetHeight ?? 0}px`));
    if (footer.current) observer.observe(footer.current);
    return () => {
      observer.disconnect();
      style.removeProperty('--composer');
    };
  }, []);
  return footer;
}

/** The lower edge of the page. Words stay in it until the server has them on its disk. */
export function Composer() {
  const { desk } = useRoom();
  const words = useId();
  const count = useId();
  const late = useLater(desk.sending.value);
  const characters = countCharacters(desk.words.value);
  const sendable = desk.words.value.trim() !== '' && characters <= TURN_CHARACTERS && !desk.sending.value;
  const footer = useHeight();
  const send = () => {
    if (!sendable) return;
    // What was said of the session before would stand over the answer.
    said.value = undefined;
    void desk.reflect();
  };
  return (
    <footer class="composer" ref={footer}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <CatchingUp />
        <label class="hidden" for={words}>
          {say.write.label}
        </label>
        <textarea
          class="area"
          id={words}
          {...unshared}
          placeholder={desk.turns.value.length === 0 ? say.write.placeholder : say.write.placeholderNext}
          aria-describedby={count}
          aria-invalid={characters > TURN_CHARACTERS}
          readOnly={desk.sending.value}
          value={desk.words.value}
          onInput={(event) => {
            desk.words.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
            event.preventDefault();
            send();
          }}
        />
        <Patterns />
        <div class="actions">
          <Count of={characters} id={count} />
          {characters < NEAR && <span class="keys">{say.write.keys(combination)}</span>}
          <button type="submit" class="button button--primary far" disabled={!sendable}>
            {late ? say.write.sending : say.write.reflect}
          </button>
        </div>
      </form>
    </footer>
  );
}
