import type { Role } from '#libs/contracts/index.js';
import type { HandledContracts } from '../contracts.js';
import { roleOf } from './proof.js';

/** The roles that `role` may ask. */
export const askedBy = (role: Role, { calls }: Pick<HandledContracts, 'calls'>): Role[] => [
  ...new Set(calls.filter(({ from }) => from.includes(role)).map(({ to }) => to)),
];

/** Whether anybody asks `role` anything. */
export const answersCalls = (role: Role, { calls }: Pick<HandledContracts, 'calls'>): boolean => calls.some(({ to }) => to === role);

/** Whether some of what `role` is asked goes to one of its processes and no other. */
export const isAskedByName = (role: Role, { calls }: Pick<HandledContracts, 'calls'>): boolean =>
  calls.some(({ to, replica }) => to === role && replica !== undefined);

/** Whether `role` handles any event: the others have no queue of events. */
export const handlesEvents = (role: Role, { events }: Pick<HandledContracts, 'events'>): boolean =>
  events.some(({ subscribers }) => subscribers.some((subscriber) => roleOf(subscriber) === role));
