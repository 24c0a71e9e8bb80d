import { batch, signal } from '@preact/signals';
import { fromProblem } from '#libs/contracts/errors.js';
import type { CrisisHelp, MirrorError, Pattern, SessionId, TurnId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/id.js';
import type { TurnEvent } from '#libs/sdk/index.js';
import type { Door } from '../state/door.js';
import { asMirrorError } from '../state/failure.js';
import type { Mirror } from '../state/mirror.js';
import { announced } from '../state/said.js';
import { Followers } from './followers.js';
import { rememberedSession, rememberSession } from './remembered-session.js';
import { rememberedStream, rememberStream } from './remembered-streams.js';
import { askedAgain, beganTurn, readTurn, type ShownTurn, type Stopped } from './shown-turn.js';

/**
 * Where one writes: the session, its turns, and the words that are not sent yet. Words live in this object's memory
 * only; nothing here writes them to any storage, since no page can know before the gate which of them must not stay.
 */
export class Desk {
  readonly words = signal('');
  readonly pattern = signal<Pattern>('exploratory');
  readonly turns = signal<ShownTurn[]>([]);
  readonly sending = signal(false);
  readonly loading = signal(false);
  readonly crisis = signal<CrisisHelp | undefined>(undefined);
  readonly stopped = signal<Stopped | undefined>(undefined);
  readonly problem = signal<MirrorError | undefined>(undefined);
  /** Words that a locked vault turned away. They go when it opens, unless the person has changed them since. */
  #waiting: string | undefined;
  #session = rememberedSession() ?? newId<SessionId>();
  readonly #followers = new Followers(this.turns, (thrown) => this.#noticeLock(thrown));

  constructor(
    private readonly mirror: Mirror,
    private readonly door: Door,
  ) {}

  /** Shows the session of before a reload, takes up what still runs in it, and sends what waited for the key. */
  async arrive(): Promise<void> {
    if (this.turns.value.length === 0 && rememberedSession() === this.#session) await this.#load();
    if (this.#waiting !== undefined && this.#waiting === this.words.value && !this.crisis.value) await this.reflect();
  }

  /** Sends the words. They leave the composer only once the server has them on its disk. */
  async reflect({ goOn = false } = {}): Promise<void> {
    const text = this.words.value;
    this.problem.value = undefined;
    if (this.sending.value || text.trim() === '') return;
    this.sending.value = true;
    this.stopped.value = undefined;
    this.#waiting = undefined;
    try {
      await this.#send(text, goOn);
    } catch (thrown) {
      this.#fail(thrown);
    } finally {
      this.sending.value = false;
    }
    if (this.#problemCode() === 'vault_locked') this.#waiting = text;
  }

  async again(turn: TurnId): Promise<void> {
    this.#followers.change(turn, askedAgain);
    const stream = this.mirror.again(turn);
    rememberStream(turn, stream.attempt?.streamKey);
    await this.#followers.follow(turn, stream);
  }

  async stop(turn: TurnId): Promise<void> {
    const stream = this.#followers.streamOf(turn);
    try {
      await (stream ? stream.cancel() : this.mirror.cancel(turn));
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  begin(): void {
    this.#show(newId<SessionId>());
    rememberSession(undefined);
  }

  async goOnIn(session: SessionId): Promise<void> {
    this.#show(session);
    rememberSession(session);
    await this.#load();
  }

  /** The person answered the crisis page and has kept or cleared the words. */
  leaveCrisis(): void {
    batch(() => {
      this.words.value = '';
      this.crisis.value = undefined;
      this.problem.value = undefined;
    });
  }

  /** Nothing readable stays while the vault is locked; what is being written does. */
  close(): void {
    this.turns.value = [];
    this.stopped.value = undefined;
    announced.value = '';
  }

  /** The first answer decides: taken, stopped, or people to reach first. */
  async #send(text: string, goOn: boolean): Promise<void> {
    const pattern = this.pattern.value;
    const stream = this.mirror.reflect({ session: this.#session, text, pattern, ...(goOn ? { goOn } : {}) });
    const events = stream[Symbol.asyncIterator]();
    for (let next = await events.next(); !next.done; next = await events.next()) {
      const event = next.value;
      if (event.type === 'accepted') {
        rememberStream(event.turn, stream.attempt?.streamKey);
        this.#accept(event, text);
        void this.#followers.follow(event.turn, stream, events);
        return;
      }
      if (event.type === 'crisis') this.crisis.value = event.help;
      if (event.type === 'problem' || event.type === 'stamp_invalid') this.#fail(fromProblem(event.problem));
      if (event.type === 'blocked') {
        const { spoken, rule, category } = event;
        this.stopped.value = { at: new Date().toISOString(), pattern, words: text, spoken: spoken.text, rule, category };
      }
    }
  }

  #accept(event: Extract<TurnEvent, { type: 'accepted' }>, text: string): void {
    rememberSession(this.#session);
    batch(() => {
      this.turns.value = [...this.turns.value.filter(({ turn }) => turn !== event.turn), beganTurn(event, text)];
      this.words.value = '';
      this.crisis.value = undefined;
      this.sending.value = false;
    });
  }

  async #load(): Promise<void> {
    this.loading.value = true;
    try {
      const { turns } = await this.mirror.session(this.#session, { limit: 100 });
      this.turns.value = turns.map((turn) => (turn.state === 'running' ? askedAgain(readTurn(turn)) : readTurn(turn)));
      for (const { turn, state } of turns)
        if (state === 'running') void this.#followers.follow(turn, this.mirror.follow(turn, rememberedStream(turn)));
      this.problem.value = undefined;
    } catch (thrown) {
      if (asMirrorError(thrown).code !== 'not_found') this.#fail(thrown);
    } finally {
      this.loading.value = false;
    }
  }

  #show(session: SessionId): void {
    this.#session = session;
    batch(() => {
      this.turns.value = [];
      this.stopped.value = undefined;
      this.problem.value = undefined;
    });
  }

  #fail(thrown: unknown): void {
    this.problem.value = asMirrorError(thrown);
    this.#noticeLock(thrown);
  }

  #problemCode(): string | undefined {
    return this.problem.value?.code;
  }

  #noticeLock(thrown: unknown): void {
    if (asMirrorError(thrown).code === 'vault_locked') this.door.foundLocked();
  }
}
