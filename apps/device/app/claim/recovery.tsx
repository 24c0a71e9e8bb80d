import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { randomBytes } from '#libs/crypto/bytes.js';
import { say } from '../catalogue/index.js';
import { Groups } from '../parts/groups.jsx';
import { Field } from './field.jsx';
import { sameSigns } from './same-signs.js';

const said = say.recovery;

/** Leaving now would lose the code for good, so the browser asks first. */
function useStaying() {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
}

function Shown({ code, owner, again, onHave }: { code: string; owner: string; again: boolean; onHave: () => void }) {
  const print = () => {
    window.print();
    onHave();
  };
  return (
    <>
      <p class="small soft">{said.text}</p>
      <figure class="card">
        <figcaption class="small">
          <strong>{said.title}</strong> <span class="soft">{said.of(owner, location.host)}</span>
        </figcaption>
        <Groups of={code} class="groups" />
        <p class="small soft">{said.check}</p>
      </figure>
      <div class="actions">
        <button type="button" class="button button--primary" onClick={print}>
          {again ? said.printed : said.print}
        </button>
        <button type="button" class="button" onClick={onHave}>
          {said.hand}
        </button>
      </div>
      <p class="note">{said.keepOpen}</p>
    </>
  );
}

/** Asks for one group, with the code out of sight: only the paper has it then. */
function Asked({ group, place, onRight, onSee }: { group: string; place: number; onRight: () => void; onSee: () => void }) {
  const typed = useSignal('');
  const wrong = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  // The button that led here is gone, and with it the focus.
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        wrong.value = !sameSigns(typed.value, group);
        if (!wrong.value) onRight();
      }}
    >
      <h3>{said.askTitle}</h3>
      <Field label={said.ask(said.ordinal(place))} hint={said.askHint} problem={said.wrong} wrong={wrong.value} value={typed} code />
      <div class="actions">
        <button type="submit" class="button button--primary">
          {said.go}
        </button>
        <button type="button" class="button button--quiet" onClick={onSee}>
          {said.see}
        </button>
      </div>
    </form>
  );
}

/** The recovery code: shown once, to print or write down, and asked for before one goes on. */
export function Recovery({ code, owner, onKept }: { code: string; owner: string; onKept: () => void }) {
  useStaying();
  const asking = useSignal(false);
  const seen = useSignal(false);
  const groups = code.split(' ');
  const place = useSignal(1 + ((randomBytes(1)[0] ?? 0) % groups.length));
  if (!asking.value)
    return (
      <Shown
        code={code}
        owner={owner}
        again={seen.value}
        onHave={() => {
          seen.value = true;
          asking.value = true;
        }}
      />
    );
  return (
    <Asked
      group={groups[place.value - 1] ?? ''}
      place={place.value}
      onRight={onKept}
      onSee={() => {
        asking.value = false;
      }}
    />
  );
}
