/**
 * Owns what a process says about itself: one JSON line per event, made of a fixed word and fields from an allow-list of
 * ids, codes and numbers. There is no way to pass it text, so a log holds no content by construction. Errors appear as
 * name, code and stack frames; their messages, which may quote anything, never do.
 */
export { BoundedLog } from './bounded-log.js';
export { installCrashHandlers } from './crash-handlers.js';
export { type ErrorFields, errorFields } from './error-fields.js';
export { Gathered } from './gathered.js';
export { Log } from './log.js';
export { LogModule } from './log.module.js';
export { withLogContext } from './log-context.js';
export type { LogFields } from './log-fields.js';
export { NestLog } from './nest-log.js';
