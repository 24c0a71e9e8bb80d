import type { Role } from '#libs/contracts/index.js';
import type { HandledContracts } from '../contracts.js';

/** A method that was found to handle something: `where` is Class.method. */
export type Found = { where: string };
export type FoundAnswer = Found & { call: string };
export type FoundHandler = Found & { event: string; subscriber: string };
export type Wiring = { answers: readonly FoundAnswer[]; handlers: readonly FoundHandler[] };

/** The role whose processes handle for a subscriber: what stands before the first dot. */
export const roleOf = (subscriber: string): string => subscriber.slice(0, subscriber.indexOf('.'));

const places = (found: readonly Found[]): string => found.map(({ where }) => where).join(' and ');

const oneHandler = (what: string, verb: string, found: readonly Found[]): string[] => {
  if (found.length === 1) return [];
  if (found.length === 0) return [`${what} has no method that ${verb} it.`];
  return [`${what} has ${found.length} methods that ${verb.replace(/s$/, '')} it: ${places(found)}.`];
};

const missingAnswers = (roles: readonly Role[], { calls }: HandledContracts, { answers }: Wiring): string[] =>
  calls
    .filter((call) => roles.includes(call.to))
    .flatMap((call) =>
      oneHandler(
        `The call ${call.name}`,
        'answers',
        answers.filter((answer) => answer.call === call.name),
      ),
    );

const missingHandlers = (roles: readonly Role[], { events }: HandledContracts, { handlers }: Wiring): string[] =>
  events.flatMap((event) =>
    event.subscribers
      .filter((subscriber) => roles.some((role) => role === roleOf(subscriber)))
      .flatMap((subscriber) =>
        oneHandler(
          `The event ${event.name} for ${subscriber}`,
          'handles',
          handlers.filter((handler) => handler.event === event.name && handler.subscriber === subscriber),
        ),
      ),
  );

/** Methods that would never run: their contract is not in the table, or belongs to a role that is not here. */
const idle = (roles: readonly Role[], { calls, events }: HandledContracts, { answers, handlers }: Wiring): string[] => [
  ...answers
    .filter(({ call }) => !calls.some(({ name, to }) => name === call && roles.includes(to)))
    .map(({ where, call }) => `${where} answers ${call}, which no role of this process answers.`),
  ...handlers
    .filter(({ event, subscriber }) => {
      const known = events.find(({ name }) => name === event)?.subscribers.some((named) => named === subscriber);
      return !known || !roles.some((role) => role === roleOf(subscriber));
    })
    .map(({ where, event, subscriber }) => `${where} handles ${event} for ${subscriber}, which no role of this process does.`),
];

const unreachable = (roles: readonly Role[], { calls }: HandledContracts, reachable: (role: Role) => boolean): string[] => {
  const missing = new Map<Role, string>();
  for (const call of calls) {
    const asker = call.from.find((role) => roles.includes(role));
    if (asker && !reachable(call.to) && !missing.has(call.to)) {
      missing.set(call.to, `${asker} asks ${call.to} (${call.name}), and this process has no way to ${call.to}.`);
    }
  }
  return [...missing.values()];
};

/**
 * What is wrong with the wiring of a process that runs `roles`, a sentence each; empty where each call and each
 * (event, subscriber) of its roles has exactly one handler, and each role that it asks can be reached.
 */
export const wiringFaults = (
  roles: readonly Role[],
  contracts: HandledContracts,
  wiring: Wiring,
  reachable: (role: Role) => boolean,
): string[] => [
  ...missingAnswers(roles, contracts, wiring),
  ...missingHandlers(roles, contracts, wiring),
  ...idle(roles, contracts, wiring),
  ...unreachable(roles, contracts, reachable),
];
