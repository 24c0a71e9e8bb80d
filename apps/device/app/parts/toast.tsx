import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { path } from '../router.js';
import { announced, said } from '../state/said.js';

const READ_MS = 6000;

/** One line at the foot for six seconds, longer while touched. The region stays, so that what appears in it is told. */
export function Toast() {
  const touched = useSignal(false);
  const line = said.value;
  useEffect(() => {
    if (!line || touched.value) return;
    const timer = setTimeout(() => {
      said.value = undefined;
    }, READ_MS);
    return () => clearTimeout(timer);
  }, [line, touched.value]);
  // It belongs to the page on which it was done.
  useEffect(() => {
    said.value = undefined;
  }, [path.value]);
  return (
    <div
      role="status"
      onPointerEnter={() => {
        touched.value = true;
      }}
      onPointerLeave={() => {
        touched.value = false;
      }}
      onFocusIn={() => {
        touched.value = true;
      }}
      onFocusOut={() => {
        touched.value = false;
      }}
    >
      {line && (
        <p class="toast">
          {line.text}
          {line.action && (
            <button
              type="button"
              onClick={() => {
                said.value = undefined;
                line.action?.act();
              }}
            >
              {line.action.label}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

/** What is told once to those who listen, and shown to nobody. */
export function Announcer() {
  return (
    <div class="hidden" role="status" aria-atomic="true">
      {announced.value}
    </div>
  );
}
