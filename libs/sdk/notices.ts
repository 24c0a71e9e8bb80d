import type { MirrorError } from '#libs/contracts/index.js';

export type ConnectionState = 'closed' | 'connecting' | 'open';

/** What a client hears without having asked. */
export type ClientNotice =
  | { type: 'vault'; state: 'locked' | 'unlocked'; waiting: number }
  /** `error`: why it closed. `device_revoked` is told as it happens, also to a device that asks for nothing. */
  | { type: 'connection'; state: ConnectionState; error?: MirrorError };

/** Whoever listens; one that throws keeps nobody else from hearing. */
export class Notices {
  readonly #listeners = new Set<(notice: ClientNotice) => void>();

  add(listener: (notice: ClientNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(notice: ClientNotice): void {
    for (const listener of this.#listeners) queueMicrotask(() => listener(notice));
  }
}
