import { closeCodes, type ErrorCode, MirrorError, ServerFrame } from '#libs/contracts/index.js';
import { parseJson } from './answers.js';

/** What a close code of the node means (libs/contracts/frames.ts). Any other means that the connection broke. */
const closeMeanings = new Map<number, ErrorCode>([
  [closeCodes.unauthorized, 'token_invalid'],
  [closeCodes.origin, 'origin_refused'],
  [closeCodes.revoked, 'device_revoked'],
  [closeCodes.tooLarge, 'body_too_large'],
  [closeCodes.malformed, 'invalid_request'],
]);

/** Why a connection was closed, from its close code. */
export const closeError = (code: number): MirrorError => new MirrorError(closeMeanings.get(code) ?? 'unreachable');

/** @throws {MirrorError} `response_invalid` */
export const parseFrame = (data: unknown): ServerFrame => {
  if (typeof data !== 'string') throw new MirrorError('response_invalid', 'The server sent a frame that is not text.');
  return parseJson(ServerFrame, data);
};
