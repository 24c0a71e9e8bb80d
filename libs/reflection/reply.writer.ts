import {
  type Certificate,
  gateCalls,
  MirrorError,
  type ReplyId,
  type RuleCategory,
  SEGMENTS_AT_ONCE,
  type Segment,
  type TurnFrame,
  type TurnId,
} from '#libs/contracts/index.js';
import { LOOKED_BACK, SegmentCutter } from '#libs/gate/index.js';
import type { BusStream, RoleBus } from '#libs/platform/bus/index.js';
import { whenBack } from './parts.patience.js';
import { Overtaken } from './turn.order.js';

/** How long a reply waits for a gate that went away: longer than a restart takes. */
const GATE_PATIENCE_MS = 15_000;

/** The end of a sentence, with what may close behind it. */
const SENTENCE_ENDED = /[.!?…]["'’”»)\]}*_]*\s*$/u;

/** The rule that ended a reply. */
export type Violation = { rule: string; category: RuleCategory };

/**
 * Takes an engine's drafts and lets them out piece by piece: cut at sentence ends, checked with what came before,
 * stamped, appended to the stream. Nothing reaches the stream but what the gate gave back, and nothing before the words
 * it answers are on the disk.
 */
export class ReplyWriter {
  readonly segments: Segment[] = [];
  readonly certificates: Certificate[] = [];
  private cutter = new SegmentCutter();
  private before = '';
  private ended = false;
  private opened: Promise<void> = Promise.resolve();
  private ordinal: number | undefined;
  private expected: number | undefined;

  constructor(
    private readonly bus: RoleBus,
    private readonly stream: BusStream,
    private readonly subject: { turn: TurnId; reply: ReplyId },
  ) {}

  /** Waits for the commit, then there is a stream to follow. Fails where the turn was not accepted, and so does each later write. */
  open(accepted: Promise<number | undefined>, certificate: Certificate): Promise<void> {
    this.opened = accepted.then(async (ordinal) => {
      if (ordinal === undefined) throw new MirrorError('internal', 'The turn stands under another reply.');
      this.ordinal = ordinal;
      await this.certify(certificate);
    });
    return this.opened;
  }

  /**
   * What is written from now on was said to a turn of that ordinal. Where the commit gives it another, something came
   * between that was not seen: the first write fails with `Overtaken`, and nothing has gone out.
   */
  begin(expected: number | undefined): void {
    this.expected = expected;
    this.cutter = new SegmentCutter();
  }

  /** A frame ahead of all that is written from now on. Nobody waits for it: where it fails, each later write does. */
  announce(frame: TurnFrame): void {
    this.opened = this.opened.then(() => this.stream.append(frame));
    this.opened.catch(() => undefined);
  }

  async append(frame: TurnFrame): Promise<void> {
    await this.opened;
    await this.stream.append(frame);
  }

  close(): Promise<void> {
    return this.stream.end();
  }

  /** Gives the violation that ended the reply, if one did; what comes after it is not taken. */
  async write(text: string): Promise<Violation | undefined> {
    if (this.ended) return undefined;
    const pieces = this.cutter.push(text);
    for (let at = 0; at < pieces.length; at += SEGMENTS_AT_ONCE) {
      const violation = await this.speak(pieces.slice(at, at + SEGMENTS_AT_ONCE), false);
      if (violation) return violation;
    }
    return undefined;
  }

  /**
   * Where one engine takes over from another within a reply: what was held back is dropped, and a paragraph begins. A
   * sentence that was cut is ended by an ellipsis, which no rule reads across: else the second engine could finish a
   * violation whose beginning the first one got out.
   */
  async breakOff(): Promise<Violation | undefined> {
    this.cutter = new SegmentCutter();
    if (this.ended || this.before === '') return undefined;
    return this.speak([SENTENCE_ENDED.test(this.before) ? '\n\n' : '…\n\n'], false);
  }

  /** The rest that was held back, as the final segment. An empty one is stamped too: a reply that was cut can be told from a whole one. */
  async finish(): Promise<Violation | undefined> {
    return this.ended ? undefined : this.speak([this.cutter.finish()], true);
  }

  /** Segments that are complete at once go to the gate together: one question for all that one read of the model brought. */
  private async speak(texts: string[], final: boolean): Promise<Violation | undefined> {
    const { turn, reply } = this.subject;
    const question = { turn, reply, seq: this.segments.length, final, before: this.before, texts };
    // The same question, where a gate went away with it: a stamp says what was asked, so a second one says the same.
    const asked = () => this.bus.call(gateCalls.segments, question);
    const { segments, certificate, violation } = await whenBack(asked, GATE_PATIENCE_MS);
    await this.opened;
    if (this.expected !== undefined && this.expected !== this.ordinal) throw new Overtaken();
    await this.certify(certificate);
    for (const segment of segments) {
      this.segments.push(segment);
      this.before = (this.before + segment.text).slice(-LOOKED_BACK);
      this.ended = segment.final;
      await this.stream.append({ type: 'segment', segment });
    }
    return violation;
  }

  /** The key behind the stamps goes ahead of the first segment that needs it. */
  private async certify(certificate: Certificate): Promise<void> {
    if (this.certificates.some(({ publicKey }) => publicKey === certificate.publicKey)) return;
    this.certificates.push(certificate);
    await this.stream.append({ type: 'certificate', certificate });
  }
}
