import { AsyncLocalStorage } from 'node:async_hooks';
import type { LogFields } from './log-fields.js';

const storage = new AsyncLocalStorage<LogFields>();

/** Everything that `work` logs, and what it awaits, bears these fields: a request's id, a turn's. */
export const withLogContext = <T>(fields: LogFields, work: () => T): T => storage.run({ ...storage.getStore(), ...fields }, work);

/** The fields that everything logged here bears. */
export const logContext = (): LogFields => storage.getStore() ?? {};
