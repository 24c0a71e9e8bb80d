import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';

export type FieldProps = { label: string; hint: string; problem: string; wrong: boolean; value: Signal<string>; code?: boolean };

/** A line to fill in, with its hint; where it was left empty the hint says what is missing. */
export function Field({ label, hint, problem, wrong, value, code }: FieldProps) {
  const hintId = useId();
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class={code ? 'input input--code' : 'input'}
        maxLength={80}
        autocomplete="off"
        spellcheck={false}
        aria-describedby={hintId}
        aria-invalid={wrong}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
      <p class="small soft" id={hintId} role={wrong ? 'alert' : undefined}>
        {wrong ? <span class="state state--due">{problem}</span> : hint}
      </p>
    </label>
  );
}
