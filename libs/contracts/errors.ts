import { z } from 'zod';

/**
 * Every way in which a request can fail, each with its HTTP status, what happened, and what the reader can do next.
 * A closed union: a code that is not here does not compile.
 */
const table = {
  invalid_json: [400, 'The body is not JSON.', 'Send one JSON object.'],
  invalid_request: [400, 'The request does not fit its contract.', 'Compare the named field with /v1/openapi.json.'],
  unsupported_media_type: [415, 'This content type is not read here.', 'Send application/json.'],
  body_too_large: [413, 'The body is larger than this address takes.', 'Send less at once.'],
  size_limit: [413, 'A text may have at most 2,000 characters.', 'Shorten it, or send it in two parts. Nothing was stored.'],
  not_found: [404, 'There is nothing at this address for you.', 'Check the address; it may belong to someone else, or be gone.'],
  method_not_allowed: [405, 'This address does not take this method.', 'Compare with /v1/openapi.json.'],
  token_missing: [401, 'The request has no access token.', 'Sign in with this device.'],
  token_invalid: [401, 'The access token is not one of this device.', 'Sign in with this device again.'],
  token_expired: [401, 'The access token has expired.', 'Renew it.'],
  token_reused: [
    401,
    'The refresh token was used before, so all of its family ended.',
    'Sign in with this device again. If you did not do this, look at your devices.',
  ],
  proof_missing: [401, 'The request has no proof of the device key.', 'Send a DPoP header (RFC 9449).'],
  proof_invalid: [401, 'The proof does not fit the request or the key.', 'Make a new proof for this method and address.'],
  proof_replayed: [401, 'This proof was used before.', 'Make a new proof for each request.'],
  clock_skew: [401, 'The device clock differs from the server clock by more than a minute.', 'Set the device clock, then try again.'],
  nonce_required: [401, 'The proof needs the nonce of this server.', 'Repeat with the nonce of the DPoP-Nonce header.'],
  device_revoked: [401, 'This device was removed and opens nothing any more.', 'Use another of your devices, or link this one anew.'],
  origin_refused: [403, 'This page is not the one that the server serves.', 'Open the address that the server showed at its start.'],
  forbidden: [403, 'Your role does not allow this.', 'Ask the owner of this server.'],
  rate_limited: [429, 'Too many requests in a minute.', 'Wait for the seconds named in Retry-After. Nothing was lost.'],
  claim_used: [410, 'This link was used before.', 'Ask for a new one. If you did not use it, tell the person who sent it.'],
  claim_expired: [410, 'This link is older than 15 minutes.', 'Ask for a new one; at the server, start it again.'],
  claim_closed: [409, 'This server has an owner already.', 'Ask the owner for a link of your own.'],
  link_expired: [410, 'This code is older than 10 minutes, or was answered.', 'Start again on the new device.'],
  link_pending: [409, 'The new device is not approved yet.', 'Approve it on a device that you have.'],
  chain_invalid: [
    409,
    'The list of devices does not verify.',
    'Nothing was changed. Load the list again; if it stays so, do not approve anything and tell the administrator.',
  ],
  vault_locked: [423, 'Your words are closed.', 'Unlock with this device.'],
  vault_key_mismatch: [
    409,
    'This is not the key that your words were sealed with.',
    'Nothing was changed. Use the device that you unlocked with before.',
  ],
  purpose_refused: [403, 'The unlock does not cover this purpose.', 'Unlock again and switch it on.'],
  challenge_expired: [410, 'The challenge was used or is older than a minute.', 'Ask for a new one.'],
  unlock_invalid: [400, 'The unlock does not verify.', 'Nothing was opened. Try again with a new challenge.'],
  sealed_damaged: [
    500,
    'A stored piece does not open: it was changed or moved.',
    'Nothing was overwritten. Tell the administrator; a backup has the whole one.',
  ],
  idempotency_mismatch: [409, 'This idempotency key belongs to another text.', 'Use a new key for a new text.'],
  turn_running: [409, 'This turn is being answered.', 'Wait for its end, or stop it first.'],
  turn_answered: [409, 'This turn has its answer.', 'Load it instead of asking again.'],
  gate_unavailable: [503, 'The gate does not answer, so nothing was passed on.', 'Try again in a moment; your words are still with you.'],
  vault_unavailable: [
    503,
    'The vault does not answer, so nothing can be opened or stored just now.',
    'Nothing is lost. Try again in a moment; if it stays so, tell the owner of this server.',
  ],
  engine_unavailable: [503, 'No engine answers.', 'Try again in a moment; your words are kept.'],
  database_unavailable: [
    503,
    'The database does not answer, so nothing was stored.',
    'Try again in a moment; the server restarts it by itself.',
  ],
  disk_full: [
    507,
    'The disk of the server is full, so nothing new is taken.',
    'Tell the administrator to free space. What was accepted is kept.',
  ],
  bus_unavailable: [503, 'The parts of the server do not reach each other.', 'Try again in a moment; what was accepted is kept.'],
  deadline_exceeded: [504, 'A part of the server did not answer in time.', 'Try again in a moment.'],
  shutting_down: [503, 'The server is stopping.', 'Try again when it is back; what was accepted is kept.'],
  // What a device finds by itself; no node sends these.
  unreachable: [503, 'The server is out of reach.', 'Check that it runs and that the address is right. Nothing was lost.'],
  response_invalid: [
    502,
    'The answer does not fit its contract.',
    'Check the address, and that this program and the server belong together.',
  ],
  not_enrolled: [401, 'This device does not belong to anyone here yet.', 'Open an invitation, or link it to a device that you have.'],
  already_enrolled: [409, 'This device belongs to someone here already.', 'Use another browser profile, or another key file.'],
  identity_mismatch: [
    409,
    'This is not the server that the device knows.',
    'Nothing was sent. Ask the administrator before you go on; someone may stand between you and the server.',
  ],
  stamp_invalid: [
    502,
    'A piece of the reply does not bear the stamp of this server, so it is not shown.',
    'Ask again. If it stays so, tell the administrator: something between you and the gate changes text.',
  ],
  device_keys_closed: [423, 'The keys of this device do not open.', 'Nothing was changed. Without them this device has to be linked anew.'],
  internal: [500, 'Something went wrong inside the server.', 'Try again. If it stays so, give the administrator the turn or request id.'],
} as const satisfies Record<string, readonly [number, string, string]>;

export const ErrorCode = z.enum(Object.keys(table) as [ErrorCode, ...ErrorCode[]]);
export type ErrorCode = keyof typeof table;

/** RFC 9457 problem details with our code and a next step. `detail` may name what exactly was wrong, never content. */
export const Problem = z.strictObject({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  code: ErrorCode,
  detail: z.string(),
  next: z.string(),
  /** Seconds to wait, for `rate_limited`. */
  retryAfter: z.int().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** The one error class of the product. `detail` is for the reader and holds no content and no secret. */
export class MirrorError extends Error {
  readonly retryAfter: number | undefined;
  constructor(
    readonly code: ErrorCode,
    detail?: string,
    options?: { cause?: unknown; retryAfter?: number },
  ) {
    super(detail ?? table[code][1], options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'MirrorError';
    this.retryAfter = options?.retryAfter;
  }

  get status(): number {
    return table[this.code][0];
  }

  /** What goes over the wire: code, sentence, next step; never the cause. */
  toProblem(): Problem {
    const [status, title, next] = table[this.code];
    return {
      type: 'about:blank',
      title,
      status,
      code: this.code,
      detail: this.message,
      next,
      ...(this.retryAfter === undefined ? {} : { retryAfter: this.retryAfter }),
    };
  }
}

/** A problem that came over a wire, as the error that it was. */
export const fromProblem = (problem: Problem): MirrorError =>
  new MirrorError(problem.code, problem.detail, problem.retryAfter === undefined ? {} : { retryAfter: problem.retryAfter });
