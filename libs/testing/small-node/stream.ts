import type { WebSocket } from 'ws';
import { ClientFrame, closeCodes, type DeviceId, MirrorError, type ServerFrame, type TurnFrame } from '#libs/contracts/index.js';
import type { SmallNode } from './small-node.js';
import type { Out } from './turns.js';

/** The WebSocket of a small node: nonce, hello, ready, then turns. */
export const serveSocket = (node: SmallNode, socket: WebSocket): void => {
  const send = (frame: ServerFrame) => socket.readyState === socket.OPEN && socket.send(JSON.stringify(frame));
  const out: Out = { frame: (frame: TurnFrame) => send(frame), cut: () => socket.terminate(), end: () => {} };
  let device: DeviceId | undefined;
  const greet = async (frame: Extract<ClientFrame, { type: 'hello' | 'renew' }>) => {
    device = node.members.authenticate(frame.token);
    await node.proofs.check(frame.proof, 'GET', `${node.origin}/v1/stream`, frame.token, node.proofs.socketNonce);
    await node.members.device(device);
    send({ type: 'ready', until: new Date(Date.now() + node.members.tokenLife).toISOString() });
  };
  const act = async (frame: ClientFrame): Promise<void> => {
    node.asked.push(`ws ${frame.type}`);
    if (frame.type === 'hello' || frame.type === 'renew') return greet(frame);
    if (!device) return socket.close(closeCodes.unauthorized);
    await node.members.device(device);
    if (frame.type === 'ping') send({ type: 'pong' });
    if (frame.type === 'turn') return node.turns.begin(frame.turn, out, frame.ref);
    if (frame.type === 'again') return node.turns.again(frame.turn, frame.request, out, frame.ref);
    if (frame.type === 'resume') return node.turns.resume(frame.turn, frame.after, out);
  };
  socket.on('message', (data) => {
    const frame = ClientFrame.parse(JSON.parse(String(data)));
    act(frame).catch((error: unknown) => {
      if (!(error instanceof MirrorError)) throw error;
      send({ type: 'problem', ...('ref' in frame ? { ref: frame.ref } : {}), problem: error.toProblem() });
      if (error.code === 'nonce_required') return send({ type: 'nonce', nonce: node.proofs.socketNonce });
      if (error.code === 'device_revoked') return socket.close(closeCodes.revoked);
      if (!('ref' in frame)) return socket.close(closeCodes.unauthorized);
    });
  });
  send({ type: 'nonce', nonce: node.greeting() });
};
