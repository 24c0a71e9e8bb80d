import { AgainRequest, MirrorError, type TurnId, TurnRequest } from '#libs/contracts/index.js';
import { randomBytes, toBase64url } from '#libs/crypto/index.js';
import type { TurnProgress } from './domain/turn-progress.js';
import type { Attempt, ReflectRequest } from './turn-events.js';
import type { TurnAsk } from './turn-line.js';

/** How a turn begins on this device. Each can be sent again unchanged: the idempotency key makes it one. */
export type TurnStart =
  | { as: 'turn'; request: TurnRequest; attempt: Attempt }
  | { as: 'again'; turn: TurnId; request: AgainRequest; attempt: Attempt }
  | { as: 'follow'; turn: TurnId; streamKey?: string; attempt?: undefined };

/** Fresh keys for one attempt: 24 random bytes that name it, 32 that its stream is sealed under. */
export const newAttempt = (): Attempt => ({ idempotencyKey: toBase64url(randomBytes(24)), streamKey: toBase64url(randomBytes(32)) });

/** @throws {MirrorError} `size_limit`, `invalid_request` */
export const startTurn = ({ attempt = newAttempt(), ...words }: ReflectRequest): TurnStart => {
  const request = TurnRequest.safeParse({ ...words, ...attempt });
  if (request.success) return { as: 'turn', request: request.data, attempt };
  const tooLong = request.error.issues.some(({ code, path }) => code === 'too_big' && path[0] === 'text');
  throw new MirrorError(tooLong ? 'size_limit' : 'invalid_request');
};

/** An interrupted turn, under an attempt of its own. */
export const startAgain = (turn: TurnId): TurnStart => {
  const attempt = newAttempt();
  return { as: 'again', turn, request: AgainRequest.parse(attempt), attempt };
};

/** What to ask the node for, given what was seen: the beginning, until the turn is accepted; from then on the rest. */
export const askOf = (start: TurnStart, { accepted, turn, seq }: TurnProgress, ref: string): TurnAsk => {
  if (start.as === 'follow' || (accepted && turn)) {
    const streamKey = start.as === 'follow' ? start.streamKey : start.attempt.streamKey;
    return {
      type: 'resume',
      ref,
      turn: turn ?? (start as { turn: TurnId }).turn,
      after: seq,
      ...(streamKey === undefined ? {} : { streamKey }),
    };
  }
  if (start.as === 'turn') return { type: 'turn', ref, turn: start.request };
  return { type: 'again', ref, turn: start.turn, request: start.request };
};
