import { parentPort, workerData } from 'node:worker_threads';
import WebSocket from 'ws';

/** What the thread tells: what happened at the socket, and when. Nanoseconds of the machine's monotonic clock. */
export type SocketNews =
  | { type: 'open' | 'error'; at: bigint }
  | { type: 'message' | 'sent'; at: bigint; data: string }
  | { type: 'close'; at: bigint; code: number };
/** What it is told. */
export type SocketOrder = { send: string } | { close: number | undefined };

/** A thread that does nothing but note: in the client's own, parsing and verifying one frame would delay the time of the next. */
const { url, origin } = workerData as { url: string; origin: string };
const socket = new WebSocket(url, { origin });
const tell = (news: SocketNews): void => parentPort?.postMessage(news);
const now = (): bigint => process.hrtime.bigint();

socket.on('open', () => tell({ type: 'open', at: now() }));
socket.on('error', () => tell({ type: 'error', at: now() }));
socket.on('message', (data) => tell({ type: 'message', at: now(), data: String(data) }));
socket.on('close', (code) => {
  tell({ type: 'close', at: now(), code });
  parentPort?.close();
});
parentPort?.on('message', (order: SocketOrder) => {
  if ('close' in order) return socket.close(order.close);
  tell({ type: 'sent', at: now(), data: order.send });
  socket.send(order.send);
});
