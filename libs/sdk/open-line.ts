import type { DeviceState } from './device-state.js';
import type { Notices } from './notices.js';
import type { ClientParts, Socket } from './parts.js';
import type { TokenKeeper } from './tokens.js';
import type { Transport } from './transport.js';
import { TurnLine } from './turn-line.js';

/** The runtime's own WebSocket; a browser adds the origin of the page by itself. */
const ownSocket = typeof globalThis.WebSocket === 'function' ? (url: string): Socket => new globalThis.WebSocket(url) : undefined;

/** The line of a client, with the credentials of its device; undefined where there is no WebSocket at all. */
export const lineOf = (
  parts: ClientParts,
  state: DeviceState,
  tokens: TokenKeeper,
  transportTo: (origin: string) => Transport,
  notices: Notices,
): TurnLine | undefined => {
  const openSocket = parts.openSocket ?? ownSocket;
  if (!openSocket) return undefined;
  let shown: string | undefined;
  return new TurnLine({
    open: async () => {
      const { origin } = await state.member();
      const url = `${origin.replace(/^http/, 'ws')}/v1/stream`;
      return () => openSocket(url, origin);
    },
    hello: async (nonce) => {
      const { origin, keys } = await state.member();
      const token = await tokens.current();
      shown = token;
      return { token, proof: await transportTo(origin).streamProof({ signing: keys.signing, token }, nonce) };
    },
    renewToken: async () => {
      await tokens.renew(shown);
    },
    onVault: ({ state, waiting }) => notices.tell({ type: 'vault', state, waiting }),
    onState: (connection, error) => notices.tell({ type: 'connection', state: connection, ...(error ? { error } : {}) }),
  });
};
