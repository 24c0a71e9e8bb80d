import { type ReadonlySignal, signal } from '@preact/signals';
import type { Argon2id } from '#libs/crypto/index.js';
import type { StretchingTask } from './argon2.worker.js';

/** Where the key work stands: what comes before Argon2id, the stretching itself, and what follows with the server. */
export type KeyStep = 'before' | 'during' | 'after';

export interface Stretching {
  readonly argon2id: Argon2id;
  readonly step: ReadonlySignal<KeyStep>;
  /** Before each piece of key work. */
  start(): void;
  /** Ends a stretching that runs: whoever waits for it fails, and nothing was sent. */
  cancel(): void;
  cancelled(): boolean;
}

const stopped = () => new DOMException('The key work was stopped.', 'AbortError');

export function createStretching(): Stretching {
  const step = signal<KeyStep>('before');
  let stop: (() => void) | undefined;
  let cancelled = false;

  const argon2id: Argon2id = (password, salt, cost) =>
    new Promise((resolve, reject) => {
      if (cancelled) return reject(stopped());
      step.value = 'during';
      const worker = new Worker(new URL('./argon2.worker.ts', import.meta.url), { type: 'module' });
      const end = () => {
        worker.terminate();
        stop = undefined;
      };
      stop = () => {
        end();
        reject(stopped());
      };
      worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => {
        end();
        step.value = 'after';
        resolve(data);
      };
      worker.onerror = (event) => {
        end();
        reject(new Error(event.message || 'The key work could not be started.'));
      };
      worker.postMessage({ password, salt, cost } satisfies StretchingTask);
    });

  return {
    argon2id,
    step,
    start() {
      cancelled = false;
      step.value = 'before';
    },
    cancel() {
      cancelled = true;
      stop?.();
    },
    cancelled: () => cancelled,
  };
}
