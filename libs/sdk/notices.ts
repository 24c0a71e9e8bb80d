export type ConnectionState = 'closed' | 'connecting' | 'open';

/** What a client hears without having asked. */
export type ClientNotice =
  | { type: 'vault'; state: 'locked' | 'unlocked'; waiting: number }
  | { type: 'connection'; state: ConnectionState };

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
