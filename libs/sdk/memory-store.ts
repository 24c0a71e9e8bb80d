import type { DeviceRecord, DeviceStore } from './device-record.js';

/** A store that lasts as long as the program: for tests, and for a page that was asked to remember nothing. */
export class MemoryStore implements DeviceStore {
  #record: DeviceRecord | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  async load(): Promise<DeviceRecord | undefined> {
    return this.#record;
  }

  async save(record: DeviceRecord): Promise<void> {
    this.#record = record;
  }

  async remove(): Promise<void> {
    this.#record = undefined;
  }

  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }
}
