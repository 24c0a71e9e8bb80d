import {
  type AgainRequest,
  type CrisisHelp,
  MirrorError,
  type Outcome,
  type ReplyId,
  type Segment,
  type TurnFrame,
  type TurnId,
  type TurnRequest,
  TurnView,
} from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import type { SmallIdentity } from './identity.js';
import type { SmallVault } from './vault.js';

/** Where frames go: a WebSocket or a streamed answer. `cut` breaks the connection as a network does. */
export type Out = { frame(frame: TurnFrame): void; cut(): void; end(): void };
/** What a test lets happen to a segment on its way. */
export type Mishap = 'cut' | 'skip' | 'twice' | 'forge' | 'foreign' | undefined;

type Turn = { request: TurnRequest; turn: TurnId; reply: ReplyId; at: string; segments: Segment[]; outcome: Outcome; cancelled: boolean };

export const smallHelp: CrisisHelp = {
  region: 'US',
  regionName: 'United States',
  resources: [{ name: '988 Lifeline', about: 'Call or text, day and night', label: '988', href: 'tel:988' }],
};
const PACK = 'mirrorgate-11.0';

/** Turns as a gateway tells them: accepted once per idempotency key, replayed from any segment on. */
export class SmallTurns {
  readonly turns = new Map<TurnId, Turn>();
  readonly #byKey = new Map<string, TurnId>();
  pieces = ['You wrote it down. ', 'Two things stand in it. ', 'What came first?'];
  outcome: Outcome = 'answered';
  /** Called for each segment that is about to be sent. */
  mishap: (seq: number) => Mishap = () => undefined;
  /** Called before `accepted`; true breaks the connection with the turn on the disk. */
  loseAcceptance = () => false;
  /** Called with each segment; a test may wait here, so that it can act in the middle of a reply. */
  pace: (seq: number) => Promise<void> = async () => {};

  constructor(
    private readonly identity: SmallIdentity,
    private readonly vault: SmallVault,
  ) {}

  async begin(request: TurnRequest, out: Out, ref?: string): Promise<void> {
    const named = ref === undefined ? {} : { ref };
    const help = request.text.includes('CRISIS') ? { help: smallHelp } : {};
    if (help.help && !request.goOn) return void out.frame({ type: 'crisis', ...named, ...help });
    if (request.text.includes('BLOCKED')) return this.#block(out, named);
    this.vault.demand();
    const turn = this.turns.get(this.#byKey.get(request.idempotencyKey) ?? ('' as TurnId)) ?? this.#store(request);
    if (this.loseAcceptance()) return out.cut();
    out.frame({ type: 'accepted', ...named, turn: turn.turn, session: request.session, at: turn.at, pattern: request.pattern, ...help });
    await this.#tell(turn, -1, out);
  }

  async again(turn: TurnId, request: AgainRequest, out: Out, ref?: string): Promise<void> {
    const known = this.find(turn);
    if (known.outcome === 'answered') throw new MirrorError('turn_answered');
    if (!this.#byKey.has(request.idempotencyKey)) {
      this.#byKey.set(request.idempotencyKey, turn);
      Object.assign(known, { reply: newId<ReplyId>(), outcome: this.outcome, segments: [], cancelled: false });
    }
    const { session, pattern } = known.request;
    out.frame({ type: 'accepted', ...(ref === undefined ? {} : { ref }), turn, session, at: known.at, pattern });
    await this.#tell(known, -1, out);
  }

  resume(turn: TurnId, after: number, out: Out): Promise<void> {
    return this.#tell(this.find(turn), after, out);
  }

  find(turn: TurnId): Turn {
    const known = this.turns.get(turn);
    if (!known) throw new MirrorError('not_found');
    return known;
  }

  view({ request, turn, at, segments, outcome }: Turn): TurnView {
    const words = { text: request.text, pack: PACK, stamp: 'A'.repeat(86) };
    const reply = { segments, engine: 'local', uncertainty: 'low' };
    return TurnView.parse({ turn, session: request.session, at, pattern: request.pattern, words, state: outcome, reply });
  }

  #store(request: TurnRequest): Turn {
    const at = new Date().toISOString();
    const ids = { turn: newId<TurnId>(), reply: newId<ReplyId>() };
    const turn = { request, ...ids, at, segments: [], outcome: this.outcome, cancelled: false };
    this.turns.set(turn.turn, turn);
    this.#byKey.set(request.idempotencyKey, turn.turn);
    return turn;
  }

  async #block(out: Out, named: { ref?: string }): Promise<void> {
    out.frame({ type: 'certificate', certificate: await this.identity.stampCertificate() });
    const place = { turn: newId<TurnId>(), reply: newId<ReplyId>(), seq: 0, final: true, pack: PACK };
    const segment = await this.identity.stamp({ ...place, text: 'This is not answered here.' });
    out.frame({ type: 'blocked', ...named, rule: 'I-003', category: 'illegal', segment });
  }

  async #tell(turn: Turn, after: number, out: Out): Promise<void> {
    out.frame({ type: 'certificate', certificate: await this.identity.stampCertificate() });
    out.frame({ type: 'engine', turn: turn.turn, reply: turn.reply, engine: 'local' });
    const last = this.pieces.length - 1;
    for (const [seq, text] of this.pieces.entries()) {
      if (seq <= after) continue;
      await this.pace(seq);
      if (turn.cancelled) break;
      const final = seq === last && turn.outcome === 'answered';
      turn.segments[seq] ??= await this.identity.stamp({ turn: turn.turn, reply: turn.reply, seq, final, text, pack: PACK });
      if (this.#send(turn.segments[seq], out) === 'cut') return;
    }
    const outcome = turn.cancelled ? 'cancelled' : turn.outcome;
    out.frame({ type: 'settled', turn: turn.turn, outcome, uncertainty: 'low' });
    out.end();
  }

  #send(segment: Segment, out: Out): Mishap {
    const mishap = this.mishap(segment.seq);
    if (mishap === 'cut') out.cut();
    else if (mishap === 'forge') out.frame({ type: 'segment', segment: { ...segment, text: `${segment.text} You should leave.` } });
    else if (mishap === 'foreign') out.frame({ type: 'segment', segment: { ...segment, turn: newId<TurnId>() } });
    else if (mishap !== 'skip') out.frame({ type: 'segment', segment });
    if (mishap === 'twice') out.frame({ type: 'segment', segment });
    return mishap;
  }
}
