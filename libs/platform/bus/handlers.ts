import type { CallContract, EventContract, EventId } from '#libs/contracts/index.js';
import type { Transaction } from '#libs/platform/database/index.js';
import type { CallReply, CallRequest, EventPayload } from './bus.js';

const ANSWERS = Symbol('bus.answers');
const HANDLES = Symbol('bus.handles');

export type Answerer<Contract extends CallContract> = (request: CallRequest<Contract>) => Promise<CallReply<Contract>>;

/**
 * A handler of an event works inside `transaction` (the subscriber's database role, the payload's member), and the bus
 * notes in the same transaction that it is done. It may run more than once, its effect is there once.
 */
export type Handler<Event extends EventContract> = (
  transaction: Transaction,
  payload: EventPayload<Event>,
  event: EventId,
) => Promise<void>;

/** What `@Handles` noted on a method. */
export type HandledEvent = { event: EventContract; subscriber: string };

type MethodOf<Signature> = <Method extends Signature & object>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

const note = (key: symbol, method: object | undefined, value: unknown): void => {
  if (!method) throw new TypeError('Only a method can handle a call or an event.');
  const noted: unknown[] = Reflect.getOwnMetadata(key, method) ?? [];
  Reflect.defineMetadata(key, [...noted, value], method);
};

/** Marks the one method that answers a call. The method's shape must fit the contract. */
export const Answers =
  <Contract extends CallContract>(contract: Contract): MethodOf<Answerer<Contract>> =>
  (_target, _key, descriptor) =>
    note(ANSWERS, descriptor.value, contract);

/** Marks the one method that handles an event for one of its subscribers. */
export const Handles =
  <Event extends EventContract>(event: Event, subscriber: Event['subscribers'][number]): MethodOf<Handler<Event>> =>
  (_target, _key, descriptor) =>
    note(HANDLES, descriptor.value, { event, subscriber } satisfies HandledEvent);

/** The calls that a method was marked to answer. */
export const answersOf = (method: object): readonly CallContract[] => Reflect.getOwnMetadata(ANSWERS, method) ?? [];
/** The events that a method was marked to handle. */
export const handlesOf = (method: object): readonly HandledEvent[] => Reflect.getOwnMetadata(HANDLES, method) ?? [];
