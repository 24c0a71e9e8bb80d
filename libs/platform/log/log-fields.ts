import type { DeviceId, EventId, InstanceId, ItemId, LinkId, MemberId, ReplyId, SessionId, TurnId } from '#libs/contracts/index.js';
import type { ErrorFields } from './error-fields.js';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CODE = /^[A-Za-z0-9_.:/@-]{1,60}$/;
const isId = (value: unknown): boolean => typeof value === 'string' && ID.test(value);
const isCode = (value: unknown): boolean => typeof value === 'string' && CODE.test(value);
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isError = (value: unknown): boolean => typeof value === 'object' && value !== null && 'name' in value && 'frames' in value;

/**
 * What a log line can hold, and how each value is told from text. The types stop a mistake at compile time; the tests
 * at run time stop one that was cast.
 */
const allowed = {
  turn: isId,
  reply: isId,
  session: isId,
  member: isId,
  device: isId,
  item: isId,
  link: isId,
  instance: isId,
  eventId: isId,
  request: isCode,
  job: isCode,
  /** Names of ours: a part of the node, a role, a contract, an event and its subscriber, a table's row of routes. */
  part: isCode,
  role: isCode,
  contract: isCode,
  event: isCode,
  subscriber: isCode,
  route: isCode,
  method: isCode,
  code: isCode,
  outcome: isCode,
  engine: isCode,
  model: isCode,
  trouble: isCode,
  rule: isCode,
  signal: isCode,
  state: isCode,
  version: isCode,
  context: isCode,
  status: isNumber,
  milliseconds: isNumber,
  count: isNumber,
  attempt: isNumber,
  bytes: isNumber,
  port: isNumber,
  pid: isNumber,
  seq: isNumber,
  final: isFlag,
  repeated: isFlag,
  error: isError,
} as const;

type Ids = {
  turn: TurnId;
  reply: ReplyId;
  session: SessionId;
  member: MemberId;
  device: DeviceId;
  item: ItemId;
  link: LinkId;
  instance: InstanceId;
  eventId: EventId;
};
type Numbers = Record<'status' | 'milliseconds' | 'count' | 'attempt' | 'bytes' | 'port' | 'pid' | 'seq', number>;
type Flags = Record<'final' | 'repeated', boolean>;
type Codes = Record<Exclude<keyof typeof allowed, keyof Ids | keyof Numbers | keyof Flags | 'error'>, string>;

/** Ids, codes, numbers, durations in milliseconds, and an error as `errorFields` shows it. Never text. */
export type LogFields = Partial<Ids & Numbers & Flags & Codes & { error: ErrorFields }>;

/** The fields that may be printed. Whatever else came is left out, and counted as `refused`. */
export const allowedFields = (fields: object): Record<string, unknown> => {
  const kept: Record<string, unknown> = {};
  let refused = 0;
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (Object.hasOwn(allowed, name) && allowed[name as keyof typeof allowed](value)) kept[name] = value;
    else refused += 1;
  }
  return refused === 0 ? kept : { ...kept, refused };
};
