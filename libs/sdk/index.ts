/**
 * The node as a device sees it: joining, device keys and tokens, unlocking, turns as they happen, history. Owns what
 * every device must do alike, above all what it must not trust: the node's identity is pinned, the device list is
 * verified and only grows, and no segment is handed on whose stamp does not verify. Runs in a browser and in Node.
 */
export * from './client.js';
export * from './device-record.js';
export type { ClientParts, Socket } from './parts.js';
export * from './turn-events.js';
export type { PlainRouteName, RequestArguments, RequestOf, ResponseOf } from './typed-routes.js';
