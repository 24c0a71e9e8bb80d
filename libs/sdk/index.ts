/**
 * The node as a device sees it: joining, device keys and tokens, unlocking, turns as they happen, history. Owns what
 * every device must do alike, above all what it must not trust: the node's identity is pinned, the device list is
 * verified and only grows, and no segment is handed on whose stamp does not verify. Runs in a browser and in Node.
 */
export { Client, type UnlockOptions } from './client.js';
export { deviceFingerprint } from './device-fingerprint.js';
export * from './device-record.js';
export type { Enrolment, EnrolOptions, InvitationPreview } from './enrol.js';
export type { PageOptions } from './history.js';
export type { LinkOptions, PendingLink } from './link.js';
export { MemoryStore } from './memory-store.js';
export type { ClientNotice, ConnectionState } from './notices.js';
export { safeOrigin } from './origin.js';
export type { OwnDevices } from './own-chain.js';
export type { LinkApproval } from './own-devices.js';
export type { ClientParts, Socket } from './parts.js';
export * from './turn-events.js';
export { newAttempt } from './turn-start.js';
export type { PlainRouteName, RequestArguments, RequestOf, ResponseOf } from './typed-routes.js';
