import type { Provider } from '@nestjs/common';
import { z } from 'zod';
import { type CallContract, event, InstanceId, local, MemberId, type Role, type SignalContract } from '#libs/contracts/index.js';
import type { Transaction } from '#libs/platform/database/index.js';
import { Bus, type CallRequest, type EventPayload } from '../bus.js';
import type { BusContracts } from '../contracts.js';
import { Answers, Handles } from '../handlers.js';
import { leaveRow } from './probe.js';

const answered = z.strictObject({ instance: InstanceId, text: local(z.string()) });
const asked = { text: local(z.string().max(4_000)) };

/** Contracts that show which process answers. */
export const anybody = {
  name: 'test.anybody',
  to: 'gate',
  from: ['gateway', 'gate'],
  deadlineMs: 2_000,
  request: z.strictObject(asked),
  reply: answered,
} as const satisfies CallContract;
export const holder = {
  name: 'test.holder',
  to: 'vault',
  from: ['gateway'],
  deadlineMs: 1_500,
  replica: 'holder',
  request: z.strictObject({ ...asked, member: MemberId }),
  reply: answered,
} as const satisfies CallContract;
export const holderOrAny = { ...holder, name: 'test.holder-or-any', replica: 'holder-or-any' } as const satisfies CallContract;
export const byName = {
  ...holder,
  name: 'test.by-name',
  replica: { named: (request: { instance: InstanceId }) => request.instance },
  request: z.strictObject({ ...asked, instance: InstanceId }),
} as const;

export const wrote = event({ name: 'wrote', payload: z.strictObject({ member: MemberId }), subscribers: ['vault.note'] });
export const heard = {
  name: 'heard',
  from: ['vault'],
  to: ['gateway', 'vault'],
  payload: z.strictObject({ member: MemberId }),
} as const satisfies SignalContract;

export const severalContracts: BusContracts = {
  calls: [anybody, holder, holderOrAny, byName as unknown as CallContract],
  events: [wrote],
  signals: [heard],
  streams: { from: ['reflection'], to: ['gateway'] },
};

/** What an answering process does before it answers. */
export type Doing = (text: string) => Promise<void>;
type Answer = { instance: InstanceId; text: string };

class Player {
  constructor(
    private readonly bus: Bus,
    private readonly doing: Doing,
  ) {}

  protected async play({ text }: { text: string }): Promise<Answer> {
    await this.doing(text);
    return { instance: this.bus.instance, text };
  }
}

class Gate extends Player {
  @Answers(anybody)
  anybody(request: CallRequest<typeof anybody>): Promise<Answer> {
    return this.play(request);
  }
}

class Vault extends Player {
  @Answers(holder)
  holder(request: CallRequest<typeof holder>): Promise<Answer> {
    return this.play(request);
  }

  @Answers(holderOrAny)
  holderOrAny(request: CallRequest<typeof holderOrAny>): Promise<Answer> {
    return this.play(request);
  }

  @Answers(byName as unknown as typeof holder)
  byName(request: CallRequest<typeof holder>): Promise<Answer> {
    return this.play(request);
  }

  @Handles(wrote, 'vault.note')
  async note(transaction: Transaction, payload: EventPayload<typeof wrote>, eventId: Parameters<typeof leaveRow>[2]): Promise<void> {
    await leaveRow(transaction, payload, eventId, 'vault.note');
  }
}

/** The handlers of a process of these roles. */
export const playersOf = (roles: readonly Role[], doing: Doing = async () => undefined): Provider[] =>
  [Gate, Vault]
    .filter((player) => roles.includes(player === Gate ? 'gate' : 'vault'))
    .map((player) => ({ provide: player, inject: [Bus], useFactory: (bus: Bus) => new player(bus, doing) }));
