import type { MirrorError } from '#libs/contracts/errors.js';
import { say } from '../catalogue/index.js';
import { Problem } from './problem.jsx';

/** A part of a page that could not be loaded: why, and once more. */
export function Failed({ problem, onRetry }: { problem: MirrorError | undefined; onRetry: () => void }) {
  if (!problem) return null;
  return (
    <section>
      <Problem error={problem}>
        <button type="button" class="button" onClick={onRetry}>
          {say.frame.again}
        </button>
      </Problem>
    </section>
  );
}
