/**
 * The bus between processes: what a split node needs beside `libs/platform/bus`. Loaded only by such a process, as the
 * embedded node has no Redis. Owns every key and channel that begins with `mirror:`.
 */
export { type BusKeys, makeBusKeys, readBusKeys } from './bus-keys.js';
export { type OverRedis, overRedis } from './over-redis.js';
export { redisAcl, redisPasswordHash } from './redis-acl.js';
