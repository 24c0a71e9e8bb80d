import { type ErrorCode, MirrorError } from '#libs/contracts/index.js';

/** What mirrorctl's exit code says. Scripts rely on the numbers: they are never given another meaning. */
export const exits = {
  ok: [0, 'done'],
  unexpected: [1, 'something unexpected; the message says what'],
  usage: [2, 'the command was not understood, or a text is too long'],
  unreachable: [3, 'the server is out of reach, or a part of it is'],
  notSignedIn: [4, 'this device is not enrolled, or was removed'],
  locked: [5, 'your words are locked, or the key file does not open'],
  blocked: [6, 'a rule stopped the words or the reply'],
  crisis: [7, 'the words met the crisis rule; help was shown and nothing was sent on'],
  interrupted: [8, 'the reply was cut short or stopped; the words are kept'],
  refused: [9, 'the server refused; the message says why'],
  rateLimited: [10, 'too many requests in a minute'],
  untrusted: [11, 'what the server sent does not verify: it is not shown, and nothing more was sent'],
  unsound: [12, 'doctor: something is wrong with the installation; each finding says what to do'],
} as const;
export type Exit = keyof typeof exits;

const exitOf: Partial<Record<ErrorCode, Exit>> = {
  internal: 'unexpected',
  response_invalid: 'unexpected',
  sealed_damaged: 'unexpected',
  invalid_json: 'usage',
  invalid_request: 'usage',
  size_limit: 'usage',
  unreachable: 'unreachable',
  shutting_down: 'unreachable',
  deadline_exceeded: 'unreachable',
  gate_unavailable: 'unreachable',
  vault_unavailable: 'unreachable',
  engine_unavailable: 'unreachable',
  database_unavailable: 'unreachable',
  bus_unavailable: 'unreachable',
  not_enrolled: 'notSignedIn',
  device_revoked: 'notSignedIn',
  token_missing: 'notSignedIn',
  token_invalid: 'notSignedIn',
  token_expired: 'notSignedIn',
  token_reused: 'notSignedIn',
  proof_missing: 'notSignedIn',
  proof_invalid: 'notSignedIn',
  proof_replayed: 'notSignedIn',
  clock_skew: 'notSignedIn',
  vault_locked: 'locked',
  purpose_refused: 'locked',
  device_keys_closed: 'locked',
  rate_limited: 'rateLimited',
  stamp_invalid: 'untrusted',
  identity_mismatch: 'untrusted',
  chain_invalid: 'untrusted',
};

/** Whatever a server refuses and has no number of its own is `refused`. */
export const exitFor = (error: unknown): Exit => (error instanceof MirrorError ? (exitOf[error.code] ?? 'refused') : 'unexpected');

export const exitTable = (): string =>
  ['Exit codes:', ...Object.values(exits).map(([code, meaning]) => `  ${String(code).padStart(2)}  ${meaning}`)].join('\n');
