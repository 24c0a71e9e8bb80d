import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { fromProblem } from '#libs/contracts/errors.js';
import type { CrisisHelp, MirrorError, Pattern, SessionId, TurnId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/id.js';
import type { TurnStream } from '#libs/sdk/index.js';
import type { Door } from '../state/door.js';
import { asMirrorError } from '../state/failure.js';
import type { Mirror } from '../state/mirror.js';
import { announceReply } from './announce.js';
import { rememberedSession, rememberSession } from './remembered-session.js';
import { askedAgain, beganTurn, readTurn, type ShownTurn, type Stopped, withEvent } from './shown-turn.js';

/** Where one writes: the session, its turns, and the words that are not sent yet. Words live in memory only. */
export interface Desk {
  readonly words: Signal<string>;
  readonly pattern: Signal<Pattern>;
  readonly turns: ReadonlySignal<ShownTurn[]>;
  /** When the session shown was begun; undefined while it has no turns. */
  readonly sending: ReadonlySignal<boolean>;
  readonly loading: ReadonlySignal<boolean>;
  readonly crisis: ReadonlySignal<CrisisHelp | undefined>;
  readonly stopped: ReadonlySignal<Stopped | undefined>;
  readonly problem: ReadonlySignal<MirrorError | undefined>;
  /** Shows the session of before a reload, and takes up what still runs in it. */
  arrive(): Promise<void>;
  reflect(options?: { goOn?: boolean }): Promise<void>;
  again(turn: TurnId): Promise<void>;
  stop(turn: TurnId): Promise<void>;
  begin(): void;
  goOnIn(session: SessionId): Promise<void>;
  /** The person answered the crisis page; the words are theirs to keep or clear first. */
  leaveCrisis(): void;
  /** Nothing readable stays on the page while the vault is locked; what is being written does. */
  close(): void;
}

export function createDesk(mirror: Mirror, door: Door): Desk {
  const words = signal('');
  const pattern = signal<Pattern>('exploratory');
  const turns = signal<ShownTurn[]>([]);
  const sending = signal(false);
  const loading = signal(false);
  const crisis = signal<CrisisHelp | undefined>();
  const stopped = signal<Stopped | undefined>();
  const problem = signal<MirrorError | undefined>();
  let session = rememberedSession() ?? newId<SessionId>();
  const running = new Map<TurnId, TurnStream>();

  const fail = (thrown: unknown) => {
    problem.value = asMirrorError(thrown);
    if (problem.value.code === 'vault_locked') door.foundLocked();
  };
  const change = (turn: TurnId, next: (shown: ShownTurn) => ShownTurn) => {
    turns.value = turns.value.map((shown) => (shown.turn === turn ? next(shown) : shown));
  };

  /** Follows a reply to its end. The stream of a session that was left goes on at the server; here nobody listens. */
  const follow = async (turn: TurnId, stream: TurnStream) => {
    running.set(turn, stream);
    try {
      for await (const event of stream) change(turn, (shown) => withEvent(shown, event));
      const finished = turns.value.find((shown) => shown.turn === turn);
      if (finished) announceReply(finished);
    } catch (thrown) {
      change(turn, (shown) => ({ ...shown, state: 'interrupted', problem: asMirrorError(thrown).toProblem() }));
    } finally {
      running.delete(turn);
    }
  };

  /** The first answer decides: taken, stopped, or people to reach first. Until then the words stay where they are. */
  const send = async (text: string, goOn: boolean) => {
    const request = { session, text, pattern: pattern.value, ...(goOn ? { goOn } : {}) };
    const stream = mirror.reflect(request);
    let shown: TurnId | undefined;
    for await (const event of stream) {
      if (shown) change(shown, (turn) => withEvent(turn, event));
      else if (event.type === 'accepted') {
        shown = event.turn;
        running.set(shown, stream);
        rememberSession(session);
        batch(() => {
          turns.value = [...turns.value.filter(({ turn }) => turn !== event.turn), beganTurn(event, text)];
          words.value = '';
          crisis.value = undefined;
          sending.value = false;
        });
      } else if (event.type === 'crisis') crisis.value = event.help;
      else if (event.type === 'blocked')
        stopped.value = {
          at: new Date().toISOString(),
          pattern: request.pattern,
          words: text,
          spoken: event.spoken.text,
          rule: event.rule,
          category: event.category,
        };
      else if (event.type === 'problem' || event.type === 'stamp_invalid') fail(fromProblem(event.problem));
    }
    if (shown) running.delete(shown);
    const finished = turns.value.find(({ turn }) => turn === shown);
    if (finished) announceReply(finished);
  };

  const load = async () => {
    loading.value = true;
    problem.value = undefined;
    try {
      const read = await mirror.session(session, { limit: 100 });
      turns.value = read.turns.map(readTurn);
      for (const { turn, state } of turns.value) {
        if (state !== 'running') continue;
        change(turn, askedAgain);
        void follow(turn, mirror.follow(turn));
      }
    } catch (thrown) {
      if (asMirrorError(thrown).code !== 'not_found') fail(thrown);
    } finally {
      loading.value = false;
    }
  };

  const show = (next: SessionId) => {
    session = next;
    batch(() => {
      turns.value = [];
      stopped.value = undefined;
      problem.value = undefined;
    });
  };

  return {
    words,
    pattern,
    turns,
    sending,
    loading,
    crisis,
    stopped,
    problem,
    async arrive() {
      if (turns.value.length === 0 && rememberedSession() === session) await load();
    },
    async reflect(options = {}) {
      if (sending.value || words.value.trim() === '') return;
      batch(() => {
        sending.value = true;
        problem.value = undefined;
        stopped.value = undefined;
      });
      try {
        await send(words.value, options.goOn ?? false);
      } catch (thrown) {
        fail(thrown);
      } finally {
        sending.value = false;
      }
    },
    async again(turn) {
      change(turn, askedAgain);
      await follow(turn, mirror.again(turn));
    },
    async stop(turn) {
      const stream = running.get(turn);
      await (stream ? stream.cancel() : mirror.cancel(turn)).catch(fail);
    },
    begin() {
      show(newId<SessionId>());
      rememberSession(undefined);
    },
    async goOnIn(next) {
      show(next);
      rememberSession(next);
      await load();
    },
    leaveCrisis: () => {
      crisis.value = undefined;
    },
    close: () => {
      turns.value = [];
      stopped.value = undefined;
    },
  };
}
