import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { EventId } from '#libs/contracts/index.js';
import type { FeatureData, Transaction } from '#libs/platform/database/index.js';
import type { CallReply, CallRequest, EventPayload } from '../bus.js';
import { Answers, Handles } from '../handlers.js';
import { ask, echo, noted, told } from './contracts.js';

type Subscriber = 'vault.hear' | 'reflection.hear' | 'vault.note';
type Behavior = (transaction: Transaction, payload: EventPayload<typeof told>, event: EventId, subscriber: Subscriber) => Promise<void>;

/** What a handler leaves behind, as any feature would: a row, in the transaction that it was given. */
export const leaveRow: Behavior = async (transaction, _payload, event, subscriber) => {
  await transaction.query('insert into probe.effect (event, subscriber) values ($1, $2)', [event, subscriber]);
};

/** What the handlers of one started bus do; each leaves its row unless told otherwise. */
export type Behaviors = Partial<Record<Subscriber, Behavior>> & {
  ask?: (text: string) => Promise<CallReply<typeof ask>>;
};

/** The one provider of the suite: every handler that the suite's contracts need. */
export class Probe {
  constructor(private readonly does: Behaviors) {}

  @Answers(ask)
  async ask(request: CallRequest<typeof ask>): Promise<CallReply<typeof ask>> {
    return this.does.ask?.(request.text) ?? { answer: request.text.toUpperCase() };
  }

  @Answers(echo)
  async echo(request: CallRequest<typeof echo>): Promise<CallReply<typeof echo>> {
    return { answer: request.text };
  }

  @Handles(told, 'vault.hear')
  async vaultHears(transaction: Transaction, payload: EventPayload<typeof told>, event: EventId): Promise<void> {
    await this.handle('vault.hear', transaction, payload, event);
  }

  @Handles(told, 'reflection.hear')
  async reflectionHears(transaction: Transaction, payload: EventPayload<typeof told>, event: EventId): Promise<void> {
    await this.handle('reflection.hear', transaction, payload, event);
  }

  @Handles(noted, 'vault.note')
  async vaultNotes(transaction: Transaction, payload: EventPayload<typeof noted>, event: EventId): Promise<void> {
    await this.handle('vault.note', transaction, payload, event);
  }

  private async handle(
    subscriber: Subscriber,
    transaction: Transaction,
    payload: EventPayload<typeof told>,
    event: EventId,
  ): Promise<void> {
    await (this.does[subscriber] ?? leaveRow)(transaction, payload, event, subscriber);
  }
}

class MakeProbe1799999999999 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema probe;
      create table probe.effect (event uuid not null, subscriber text not null);
      grant usage on schema probe to mirror_gateway, mirror_vault, mirror_reflection;
      grant insert on probe.effect to mirror_gateway, mirror_vault, mirror_reflection;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema probe cascade');
  }
}

/** Where the suite's handlers leave their rows. No constraint: doing it twice shall show. */
export const probeData: FeatureData = { schema: 'probe', entities: [], migrations: [MakeProbe1799999999999] };
