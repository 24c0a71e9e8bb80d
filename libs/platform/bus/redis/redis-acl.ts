import { createHash } from 'node:crypto';
import { Role } from '#libs/contracts/index.js';
import { type BusContracts, nodeContracts } from '../contracts.js';
import { roleOf } from '../domain/proof.js';
import { handlesEvents } from '../domain/table.js';
import {
  callQueue,
  eventQueue,
  instancesKey,
  leaseKey,
  NODE_KEY,
  PREFIX,
  presenceKey,
  redisUser,
  replyChannel,
  signalChannel,
  streamKey,
  wakeChannel,
  writtenChannel,
} from './names.js';

/** What a connection needs before it does anything. */
const connecting = ['auth', 'hello', 'ping', 'quit', 'select', 'info', 'client|setname', 'client|id', 'config|get'];

/** What BullMQ's scripts do with a queue's keys; `eval` runs them, under the same rights as their commands alone. */
const queueing = [
  'eval evalsha script|load script|exists bzpopmin time type del unlink exists pexpire pexpireat pttl get set incr incrby mget',
  'hdel hexists hget hgetall hincrby hkeys hlen hmget hmset hset',
  'lindex llen lpop lpos lpush lrange lrem lset ltrim rpop rpoplpush rpush',
  'sadd scard sismember smembers srem',
  'zadd zcard zcount zpopmin zrange zrangebyscore zrangebylex zlexcount zrem zremrangebyrank zremrangebyscore zrevrange zrevrangebyscore zscore',
  'xadd xdel xlen xrange xread xtrim',
].flatMap((line) => line.split(' '));

const talking = ['publish', 'subscribe', 'unsubscribe'];

/**
 * All that a role may run. Nothing that reads or changes what is not named by a key or channel of its own: no KEYS, SCAN,
 * MONITOR, FLUSHALL, CONFIG SET, ACL, DEBUG, SCRIPT FLUSH, CLIENT KILL, FUNCTION, SAVE, REPLICAOF.
 */
const commands = [...connecting, ...queueing, ...talking];

/** A password as the ACL file holds it. */
export const redisPasswordHash = (password: string): string => createHash('sha256').update(password).digest('hex');

const unique = (lines: readonly string[]): string[] => [...new Set(lines)];

/** The queues that a role adds to or works off: those of the roles it asks, and its own. */
const queuePatterns = (role: Role, { calls, events }: BusContracts): string[] => [
  ...calls
    .filter((call) => call.to === role || call.from.includes(role))
    .flatMap((call) => [`~${PREFIX}:${callQueue(call.to)}:*`, ...(call.replica ? [`~${PREFIX}:${callQueue(call.to)}-*`] : [])]),
  ...(handlesEvents(role, { events }) ? [`~${PREFIX}:${eventQueue(role)}:*`] : []),
];

/** Its own lease and presence a role writes; of others it reads what it needs to find them. */
const statePatterns = (role: Role, { calls, streams }: BusContracts): string[] => {
  const held = calls.filter(({ replica }) => replica === 'holder' || replica === 'holder-or-any');
  return [
    ...held.filter(({ to }) => to === role).map(({ to }) => `~${leaseKey(to, '*')}`),
    ...held.filter(({ to, from }) => to !== role && from.includes(role)).map(({ to }) => `%R~${leaseKey(to, '*')}`),
    `~${presenceKey(role, '*')}`,
    `~${instancesKey(role)}`,
    `%R~${PREFIX}:present:*`,
    `%R~${PREFIX}:instances:*`,
    `~${NODE_KEY}`,
    ...(streams.from.includes(role) ? [`~${streamKey('*')}`] : []),
    ...(streams.to.includes(role) ? [`%R~${streamKey('*')}`] : []),
  ];
};

/** Redis does not tell publishing from listening; what is published is sealed, so that listening shows nothing. */
const channelPatterns = (role: Role, { calls, events, signals, streams }: BusContracts): string[] => [
  ...calls.filter(({ from }) => from.includes(role)).map(() => `&${replyChannel(role, '*')}`),
  ...calls.filter(({ to }) => to === role).flatMap(({ from }) => from.map((caller) => `&${replyChannel(caller, '*')}`)),
  ...signals
    .flatMap(({ from, to }) => from.flatMap((sender) => to.map((receiver) => ({ sender, receiver }))))
    .filter(({ sender, receiver }) => sender === role || receiver === role)
    .map(({ sender, receiver }) => `&${signalChannel(sender, receiver)}`),
  ...events.flatMap(({ subscribers }) => subscribers.map((name) => `&${wakeChannel(roleOf(name) as Role)}`)),
  ...(streams.from.includes(role) || streams.to.includes(role) ? [`&${writtenChannel('*')}`] : []),
];

/**
 * The ACL file of Redis or Valkey: one user per role, whose keys and channels follow from the contracts (who calls, signals
 * and streams to whom) and nothing more; the user that needs no password is off. `passwordHashes`: see `redisPasswordHash`.
 */
export const redisAcl = (passwordHashes: Record<Role, string>, contracts: BusContracts = nodeContracts): string => {
  const lines = Role.options.map((role) => {
    const hash = passwordHashes[role];
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError(`the password of ${role} has to be given as 64 hexadecimal digits of SHA-256`);
    const keys = unique([...queuePatterns(role, contracts), ...statePatterns(role, contracts)]);
    const channels = unique(channelPatterns(role, contracts));
    const rights = ['reset', 'on', `#${hash}`, 'sanitize-payload', ...keys, ...channels, '-@all', ...commands.map((name) => `+${name}`)];
    return `user ${redisUser(role)} ${rights.join(' ')}`;
  });
  return `${['user default reset off', ...lines].join('\n')}\n`;
};
