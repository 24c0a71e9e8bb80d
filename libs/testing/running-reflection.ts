import { type ServerResponse } from 'node:http';
import {
  type Begun,
  gateCalls,
  type ReplyId,
  reflectionCalls,
  type SessionId,
  type TurnFrame,
  type TurnId,
} from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { GateModule } from '#libs/gate/gate.module.js';
import { HealthModule } from '#libs/platform/health/index.js';
import { events, type ModelServer, startModelServer } from '#libs/reflection/engines/testing/model-server.js';
import { ReflectionModule, reflectionData } from '#libs/reflection/index.js';
import { aSession } from './factories.js';
import type { FreshDatabase } from './fresh-database.js';
import { type AdapterOn, type Enrolled, type RunningVault, startVault } from './running-vault.js';

/** A member with a session that they write in. */
export type Writer = Enrolled & { session: SessionId };
/** What is written, where it matters. */
export type Writing = { text?: string; session?: SessionId; idempotencyKey?: string; goOn?: boolean };

/** An answer of the model that the spec goes on with when it likes. */
export type HeldAnswer = { prompt: string; say(text: string): void; finish(): void; cut(): void };

/** The roles reflection, gate and vault as one process has them, on a database of their own; the model's answers are the spec's. */
export type RunningReflection = {
  readonly vault: RunningVault;
  readonly model: ModelServer;
  /** Unlocked for everything. */
  writer(): Promise<Writer>;
  /** From the gate's word to `accepted`, as the gateway does it. */
  write(writer: Writer, writing?: Writing): Promise<Begun>;
  /** Every frame of a reply, once it is settled. */
  frames(of: { reply: ReplyId }): Promise<TurnFrame[]>;
  /** The model waits from its next answer on, until the spec lets it speak. */
  holdNext(): Promise<HeldAnswer>;
  close(): Promise<void>;
};

export const SAID = 'You carry two things at once. What would be lighter?';
export const streamKey = 'A'.repeat(43);
export const aKey = (): string => newId<string>();

type Options = { database?: FreshDatabase; secretsFolder?: string; environment?: Record<string, string>; adapter?: AdapterOn };

export const startReflection = async (options: Options = {}): Promise<RunningReflection> => {
  const model = await startModelServer(answerAtOnce);
  const environment = { MIRROR_OLLAMA_URL: model.url, ...options.environment };
  const vault = await startVault({
    ...options,
    beside: { roles: ['gate', 'reflection'], modules: [HealthModule, GateModule, ReflectionModule], data: [reflectionData], environment },
  });
  return new Running(vault, model, options.database === undefined);
};

export const answerAtOnce = (response: ServerResponse): void => {
  const { say, finish } = events(response);
  say(SAID);
  finish();
};

class Running implements RunningReflection {
  constructor(
    readonly vault: RunningVault,
    readonly model: ModelServer,
    private readonly ownsDatabase: boolean,
  ) {}

  async writer(): Promise<Writer> {
    const enrolled = await this.vault.enrol();
    await this.vault.unlock(enrolled);
    return { ...enrolled, session: aSession() };
  }

  async write(writer: Writer, writing: Writing = {}): Promise<Begun> {
    const gateway = this.vault.bus.for('gateway');
    const { text = 'I said yes again, and wanted to say no.', session = writer.session, idempotencyKey = aKey(), goOn = false } = writing;
    const ids = { turn: newId<TurnId>(), reply: newId<ReplyId>(), session };
    const verdict = await gateway.call(gateCalls.input, { ...ids, text, goOn, region: 'US' });
    if (verdict.verdict !== 'cleared') throw new Error(`the gate said ${verdict.verdict}`);
    const { cleared, certificate, help } = verdict;
    const who = { member: writer.member, device: writer.device.device };
    return gateway.call(reflectionCalls.begin, {
      ...who,
      ...ids,
      pattern: 'exploratory',
      idempotencyKey,
      streamKey,
      cleared,
      certificate,
      help,
    });
  }

  async frames({ reply }: { reply: ReplyId }): Promise<TurnFrame[]> {
    const frames: TurnFrame[] = [];
    for await (const frame of this.vault.bus.for('gateway').stream(reply, streamKey).read({})) frames.push(frame);
    return frames;
  }

  holdNext(): Promise<HeldAnswer> {
    return new Promise((resolve) => {
      this.model.chat = (response, { body }) => {
        this.model.chat = answerAtOnce;
        const { say, finish } = events(response);
        resolve({ prompt: body, say, finish, cut: () => void response.destroy() });
      };
    });
  }

  async close(): Promise<void> {
    await this.vault.close();
    await this.model.close();
    if (this.ownsDatabase) await this.vault.database.close();
  }
}
