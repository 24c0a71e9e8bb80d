import type { EventId } from '#libs/contracts/index.js';
import type { CallReply, CallRequest, EventPayload } from '#libs/platform/bus/bus.js';
import { Answers, Handles } from '#libs/platform/bus/index.js';
import type { Transaction } from '#libs/platform/database/index.js';
import { answerBare } from './bare.js';
import { answerTo, ask, noted } from './contracts.js';
import { type EndSettings, startEnd } from './end.js';

/** The process that answers, in both arms. It says when it worked off an event: nanoseconds of the machine's monotonic clock, as text. */
const note = (): void => {
  process.send?.(String(process.hrtime.bigint()));
};

class AnsweringEnd {
  @Answers(ask)
  async ask({ text }: CallRequest<typeof ask>): Promise<CallReply<typeof ask>> {
    return { text: answerTo(text) as typeof text };
  }

  @Handles(noted, 'vault.note')
  async note(transaction: Transaction, _: EventPayload<typeof noted>, _event: EventId): Promise<void> {
    transaction.afterCommit(note);
  }
}

const settings = JSON.parse(process.argv[2] ?? '') as EndSettings;
await startEnd(settings, 'vault', [AnsweringEnd]);
await answerBare(settings.bare, note);
process.on('disconnect', () => process.exit());
process.send?.('ready');
