/**
 * What crosses a process, a wire or a feature: every shape that two sides must agree on, as zod schemas.
 * Owns no behaviour but parsing, imports only zod, and runs in a browser as it does on the node.
 */
export * from './boundaries.js';
export * from './call.js';
export * from './calls.js';
export * from './chain.js';
export * from './errors.js';
export * from './events.js';
export * from './frames.js';
export * from './gate.calls.js';
export * from './http.js';
export * from './ids.js';
export * from './keys.js';
export * from './links.js';
export * from './names.js';
export * from './operator.js';
export * from './reflection.calls.js';
export * from './route.js';
export * from './sessions.js';
export * from './stamps.js';
export * from './turns.js';
export * from './vault.calls.js';
export * from './views.js';
