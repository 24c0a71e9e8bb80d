import { say } from '../catalogue/index.js';
import type { KeyStep } from '../keys/stretching.js';
import { useRoom } from '../state/room.js';

const order: KeyStep[] = ['before', 'during', 'after'];

/** A line that fills, counted in steps. It can be stopped until the server is told. */
export function KeyWork({ onCancel }: { onCancel: () => void }) {
  const step = useRoom().stretching.step.value;
  const nth = order.indexOf(step) + 1;
  return (
    <>
      <p class="catching" role="status">
        {say.keyWork.steps[step]}: {say.keyWork.step(nth, order.length)}
        <progress class="progress" value={nth} max={order.length} aria-label={say.keyWork.steps[step]} />
      </p>
      {step !== 'after' && (
        <div class="actions">
          <button type="button" class="button button--quiet" onClick={onCancel}>
            {say.keyWork.cancel}
          </button>
          <span class="small soft">{say.keyWork.takes}</span>
        </div>
      )}
    </>
  );
}
