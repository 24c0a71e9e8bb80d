import type { RootKey } from './domain/root-key.js';

/**
 * Where the root key comes from: the port. A secret file is one adapter; a passphrase and recovery shares are others.
 * A class, so that it can be injected.
 */
export abstract class KeySource {
  /** For sentences: where an administrator looks for the key. */
  abstract readonly where: string;

  /**
   * The root key; made anew only where nothing was ever sealed with one.
   * @param state.existingData whether anything is there that a root key sealed
   * @throws MirrorError with a sentence that names the key; nothing was changed then
   */
  abstract open(state: { existingData: boolean }): Promise<RootKey>;
}
