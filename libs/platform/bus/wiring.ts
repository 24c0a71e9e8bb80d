import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { type CallContract, type EventContract, type EventId, MirrorError, type Role } from '#libs/contracts/index.js';
import type { Transaction } from '#libs/platform/database/index.js';
import type { HandledContracts } from './contracts.js';
import { type FoundAnswer, type FoundHandler, wiringFaults } from './domain/proof.js';
import { answersOf, handlesOf } from './handlers.js';

type Answer = FoundAnswer & { run: (request: unknown) => Promise<unknown> };
type Handling = FoundHandler & { run: (transaction: Transaction, payload: unknown, event: EventId) => Promise<void> };

const keyOf = (event: string, subscriber: string): string => `${event} ${subscriber}`;

/** The methods of this process that answer and handle, by contract; made once, and only if they prove complete. */
export class Wiring {
  private readonly answers = new Map<string, Answer>();
  private readonly handlers = new Map<string, Handling>();

  constructor(answers: readonly Answer[], handlers: readonly Handling[]) {
    for (const answer of answers) this.answers.set(answer.call, answer);
    for (const handler of handlers) this.handlers.set(keyOf(handler.event, handler.subscriber), handler);
  }

  answer(call: CallContract): Answer['run'] | undefined {
    return this.answers.get(call.name)?.run;
  }

  handler(event: EventContract, subscriber: string): Handling['run'] | undefined {
    return this.handlers.get(keyOf(event.name, subscriber))?.run;
  }
}

/** One object per provider: an alias (`useExisting`) is the same handler, a second instance is a second one. */
const singletons = (discovery: DiscoveryService): object[] => {
  const instances = discovery.getProviders().map(({ instance }) => instance as unknown);
  return [...new Set(instances.filter((instance) => typeof instance === 'object' && instance !== null))];
};

/** What Nest offers to go through the providers of a process. */
export type Nest = { discovery: DiscoveryService; scanner: MetadataScanner };

const find = ({ discovery, scanner }: Nest): { answers: Answer[]; handlers: Handling[] } => {
  const answers: Answer[] = [];
  const handlers: Handling[] = [];
  for (const instance of singletons(discovery)) {
    const prototype: Record<string, (...given: unknown[]) => Promise<never>> | null = Object.getPrototypeOf(instance);
    for (const name of prototype ? scanner.getAllMethodNames(prototype) : []) {
      const method = prototype?.[name];
      if (!method) continue;
      const where = `${instance.constructor.name}.${name}`;
      const run = method.bind(instance);
      for (const call of answersOf(method)) answers.push({ where, call: call.name, run });
      for (const { event, subscriber } of handlesOf(method)) handlers.push({ where, event: event.name, subscriber, run });
    }
  }
  return { answers, handlers };
};

/** Finds every `@Answers` and `@Handles` among the providers, once they exist, and proves that they are what the roles need. */
export class ProvenWiring {
  private wiring: Wiring | undefined;

  constructor(
    private readonly nest: Nest,
    private readonly roles: readonly Role[],
    private readonly contracts: HandledContracts,
    private readonly reachable: (role: Role) => boolean,
  ) {}

  /** The wiring; proves it if nobody has. A module may call while it starts, before the bus's own start. */
  get proven(): Wiring {
    return this.wiring ?? this.prove();
  }

  /** Errors: MirrorError `internal` whose message names each thing that is missing or there twice. */
  prove(): Wiring {
    const found = find(this.nest);
    const faults = wiringFaults(this.roles, this.contracts, found, this.reachable);
    if (faults.length > 0) throw new MirrorError('internal', `The parts of this process do not fit together. ${faults.join(' ')}`);
    this.wiring = new Wiring(found.answers, found.handlers);
    return this.wiring;
  }
}
