import type { DevicePublic } from '#libs/contracts/index.js';
import type { Argon2id } from '#libs/crypto/index.js';
import type { DeviceStore } from './device-record.js';

/** What of a WebSocket is used; the browser's and `ws`'s both fit. */
export interface Socket {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open', listener: () => void): void;
  addEventListener(type: 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { code: number }) => void): void;
}

/** What a client is made of; everything that differs between a browser and a terminal. */
export type ClientParts = {
  store: DeviceStore;
  /** `browser`: keys that can't leave the browser. `cli`: software keys, for the store to seal. */
  kind: DevicePublic['kind'];
  /** Argon2id for the recovery code: hash-wasm in a browser, native in a terminal. */
  argon2id: Argon2id;
  fetch?: typeof fetch;
  openSocket?: (url: string, origin: string) => Socket;
};
