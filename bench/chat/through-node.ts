import type { SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { Person } from '../../apps/e2e/person.js';
import type { TestedNode } from '../../apps/e2e/tested-node.js';
import type { ModelProcess } from './model-process.js';
import { type Frame, NotedSocket } from './noted-socket.js';
import type { Times } from './times.js';

/** Of a turn that went through the node; `verified`: when the client handed the first segment on, its stamp verified. */
export type Told = Times & { text: string; body: string; verified: bigint; settled: bigint };

/** A member whose client's WebSocket notes when each frame left and came. */
export class Talker {
  private noted: NotedSocket | undefined;
  private person: Person | undefined;

  constructor(private readonly model: ModelProcess) {}

  async claim(node: TestedNode): Promise<void> {
    this.person = await Person.owner(node, (url, origin) => {
      this.noted = new NotedSocket(url, origin);
      return this.noted.socket;
    });
  }

  /** One turn to its end. */
  async say(text: string, session: SessionId = newId<SessionId>()): Promise<Told> {
    if (!this.person) throw new Error('nobody claimed the node');
    const seen = this.model.next();
    this.noted?.forget();
    let verified = 0n;
    for await (const event of this.person.client.reflect({ session, text, pattern: 'exploratory' })) {
      if (event.type === 'problem') throw new Error(event.problem.code);
      if (event.type === 'segment') verified ||= process.hrtime.bigint();
    }
    const { asked, completed, body } = await seen;
    return { asked: BigInt(asked), completed: BigInt(completed), body, verified, ...timesOf(this.noted) };
  }

  close(): void {
    this.person?.client.close();
  }
}

/** The socket was opened for this turn perhaps, and its sign-in renewed meanwhile: not every frame is the turn's. */
const timesOf = (noted: NotedSocket | undefined): Pick<Told, 'sent' | 'segment' | 'whole' | 'settled' | 'text'> => {
  const parsed = (frames: readonly Frame[] = []) => frames.map(({ at, data }) => ({ at, frame: JSON.parse(data) }));
  const asked = parsed(noted?.sent).find(({ frame }) => frame.type === 'turn');
  const came = parsed(noted?.came);
  const segments = came.filter(({ frame }) => frame.type === 'segment');
  const end = came.find(({ frame }) => frame.type === 'settled');
  const [first, last] = [segments[0], segments.at(-1)];
  if (!asked || !first || !last?.frame.segment.final || end?.frame.outcome !== 'answered') throw new Error('a turn that was not answered');
  const text = segments.map(({ frame }) => frame.segment.text).join('');
  return { sent: asked.at, segment: first.at, whole: last.at, settled: end.at, text };
};
