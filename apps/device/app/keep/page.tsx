import { useSignal } from '@preact/signals';
import { say } from '../catalogue/index.js';
import { when } from '../catalogue/time.js';
import { Heading } from '../parts/heading.jsx';
import { useLoaded } from '../parts/loaded.js';
import { Sheet } from '../parts/sheet.jsx';
import { useRoom } from '../state/room.js';
import { sayOnce } from '../state/said.js';
import { Words } from '../write/words.jsx';
import type { KeptEntry } from './kept-store.js';

/** Opened only when asked for, and closed again with the page. */
function Entry({ entry, onClear }: { entry: KeptEntry; onClear: () => void }) {
  const { kept } = useRoom();
  const words = useSignal<string | undefined>(undefined);
  const damaged = useSignal(false);
  const read = async () => {
    try {
      words.value = await kept.read(entry.id);
    } catch {
      damaged.value = true;
    }
  };
  return (
    <li>
      <p class="small soft num">{when(entry.at, Date.now(), 'title')}</p>
      {words.value !== undefined && <Words text={words.value} />}
      {damaged.value && <p class="note">{say.kept.damaged}</p>}
      <div class="actions">
        {words.value === undefined ? (
          <button type="button" class="button" onClick={() => void read()}>
            {say.kept.read}
          </button>
        ) : (
          <button
            type="button"
            class="button"
            onClick={() => {
              words.value = undefined;
            }}
          >
            {say.kept.hide}
          </button>
        )}
        <button type="button" class="button button--quiet button--stop far" onClick={onClear}>
          {say.kept.clear}
        </button>
      </div>
    </li>
  );
}

/** What a person kept on this device instead of sending it: to read again, or to clear. */
export function Kept() {
  const { kept } = useRoom();
  const { value, load } = useLoaded(() => kept.list(), 'kept');
  const asked = useSignal<KeptEntry | 'all' | undefined>(undefined);
  const entries = value.value;
  const clear = async () => {
    const which = asked.value;
    asked.value = undefined;
    if (!which) return;
    await (which === 'all' ? kept.clearAll() : kept.clear(which.id));
    sayOnce(say.kept.cleared);
    await load();
  };
  return (
    <main class="page" id="page">
      <Heading tab={say.kept.title}>{say.kept.title}</Heading>
      <p class="lede">{entries?.length === 0 ? say.kept.empty : say.kept.lede}</p>
      {entries && entries.length > 0 && (
        <section>
          <ul class="rows">
            {entries.map((entry) => (
              <Entry
                key={entry.id}
                entry={entry}
                onClear={() => {
                  asked.value = entry;
                }}
              />
            ))}
          </ul>
          {entries.length > 1 && (
            <div class="actions">
              <button
                type="button"
                class="button button--stop"
                onClick={() => {
                  asked.value = 'all';
                }}
              >
                {say.kept.clearAll}
              </button>
            </div>
          )}
        </section>
      )}
      {asked.value && (
        <Sheet
          title={asked.value === 'all' ? say.kept.clearAllTitle : say.kept.clearTitle}
          onClose={() => {
            asked.value = undefined;
          }}
        >
          <p>{say.kept.clearText}</p>
          <div class="actions">
            <button type="button" class="button button--stop" onClick={() => void clear()}>
              {say.kept.yes}
            </button>
          </div>
        </Sheet>
      )}
    </main>
  );
}
