import { type Certificate, MirrorError, type SessionId, type Spoken, type TurnId, type TurnView } from '#libs/contracts/index.js';
import type { MemberCalls } from './member-calls.js';
import { StampBook } from './stamp-book.js';
import type { ReadSession, ReadTurn } from './turn-events.js';
import type { Unlocker } from './unlock.js';

export type PageOptions = { before?: string; limit?: number };

/** What is missing in a page's query is left out of the address. */
export const queryOf = ({ before, limit }: PageOptions) => ({ ...(before ? { before } : {}), ...(limit ? { limit } : {}) });

/** A stamp that does not hold leaves a gap in an old reply; what else arrived is still the member's to read. */
const verifyAll = async (stamps: StampBook, turn: TurnId, segments: NonNullable<TurnView['reply']>['segments']) => {
  const held: Spoken[] = [];
  for (const segment of segments) {
    const spoken = segment.turn === turn ? await stamps.verify(segment).catch(refusedStamp) : undefined;
    if (spoken) held.push(spoken);
  }
  return held;
};

const refusedStamp = (error: unknown): undefined => {
  if (error instanceof MirrorError && error.code === 'stamp_invalid') return undefined;
  throw error;
};

const readTurn = async (stamps: StampBook, { words, reply, ...turn }: TurnView): Promise<ReadTurn> => {
  const read = { ...turn, words: words.text };
  if (!reply) return read;
  const { segments, ...about } = reply;
  const held = await verifyAll(stamps, turn.turn, segments);
  return {
    ...read,
    reply: { ...about, segments: held, text: held.map(({ text }) => text).join(''), refused: segments.length - held.length },
  };
};

/** The member's turns as they were, each piece of a reply verified. */
export class History {
  constructor(
    private readonly calls: MemberCalls,
    private readonly unlocker: Unlocker,
  ) {}

  async turn(turn: TurnId): Promise<ReadTurn> {
    const { view, certificates } = await this.unlocker.during(() => this.calls.request('turn', { params: { turn } }));
    return readTurn(await this.#stamps(certificates), view);
  }

  async session(session: SessionId, page: PageOptions = {}): Promise<ReadSession> {
    const request = { params: { session }, query: queryOf(page) };
    const { turns, certificates, next } = await this.unlocker.during(() => this.calls.request('session', request));
    const stamps = await this.#stamps(certificates);
    const read = await Promise.all(turns.map((turn) => readTurn(stamps, turn)));
    return { session, turns: read, ...(next === undefined ? {} : { next }) };
  }

  /** A certificate that does not hold is left out: the pieces under it will not verify, and the others are still read. */
  async #stamps(certificates: readonly Certificate[]): Promise<StampBook> {
    const { node, identity } = await this.calls.state.member();
    const stamps = new StampBook(node, identity);
    for (const certificate of certificates) {
      await stamps.add(certificate, { old: true }).catch((error: unknown) => {
        if (!(error instanceof MirrorError) || error.code !== 'identity_mismatch') throw error;
      });
    }
    return stamps;
  }
}
