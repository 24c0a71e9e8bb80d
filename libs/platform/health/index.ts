/**
 * Owns what an operator can ask a process: whether it lives, which of its parts are ready and why not, its metrics, and
 * whether the disk still has room. Parts register themselves; nothing here knows what they are.
 */
export { DiskSpace } from './disk-space.js';
export { Health, type PartHealth } from './health.js';
export { HealthModule } from './health.module.js';
export { Metrics } from './metrics.js';
export { OperatorServer } from './operator-server.js';
