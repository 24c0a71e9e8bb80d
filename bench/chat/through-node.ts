import type { SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import type { Socket } from '#libs/sdk/index.js';
import { openSocket, Person } from '../../apps/e2e/person.js';
import type { RunningNode } from '../../apps/e2e/running-node.js';
import type { ModelProcess } from './model-process.js';
import type { Times } from './times.js';

/** Of a turn that went through the node; `verified`: when the client handed the first segment on, its stamp verified. */
export type Told = Times & { text: string; body: string; verified: bigint; settled: bigint };
type Frame = { at: bigint; data: string };

/** A member whose client's WebSocket notes when each frame left and came. */
export class Talker {
  private sent = 0n;
  private frames: Frame[] = [];
  private person: Person | undefined;

  constructor(private readonly model: ModelProcess) {}

  async claim(node: RunningNode): Promise<void> {
    this.person = await Person.owner(node, (url, origin) => this.noting(openSocket(url, origin)));
  }

  /** One turn to its end. */
  async say(text: string, session: SessionId = newId<SessionId>()): Promise<Told> {
    if (!this.person) throw new Error('nobody claimed the node');
    const seen = this.model.next();
    this.frames = [];
    let verified = 0n;
    for await (const event of this.person.client.reflect({ session, text, pattern: 'exploratory' })) {
      if (event.type === 'problem') throw new Error(event.problem.code);
      if (event.type === 'segment') verified ||= process.hrtime.bigint();
    }
    const { asked, completed, body } = await seen;
    return { sent: this.sent, asked: BigInt(asked), completed: BigInt(completed), body, verified, ...this.heard() };
  }

  close(): void {
    this.person?.client.close();
  }

  private heard(): Pick<Told, 'segment' | 'whole' | 'settled' | 'text'> {
    const parsed = this.frames.map(({ at, data }) => ({ at, frame: JSON.parse(data) }));
    const segments = parsed.filter(({ frame }) => frame.type === 'segment');
    const end = parsed.find(({ frame }) => frame.type === 'settled');
    const [first, last] = [segments[0], segments.at(-1)];
    if (!first || !last?.frame.segment.final || end?.frame.outcome !== 'answered') throw new Error('a turn that was not answered');
    return { segment: first.at, whole: last.at, settled: end.at, text: segments.map(({ frame }) => frame.segment.text).join('') };
  }

  private noting(socket: Socket): Socket {
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      this.sent = process.hrtime.bigint();
      send(data);
    };
    // Before the client's own listener, which parses and verifies.
    socket.addEventListener('message', ({ data }) => void this.frames.push({ at: process.hrtime.bigint(), data: String(data) }));
    return socket;
  }
}
