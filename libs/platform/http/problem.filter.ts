import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, MirrorError } from '#libs/contracts/index.js';

/** Fastify's own refusals, told in our codes; anything unknown is `internal`, without its message. */
const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_request',
};
const statusCodes: Record<number, ErrorCode> = {
  400: 'invalid_request',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  415: 'unsupported_media_type',
};

/** Any error as one of ours. A foreign message never goes out: it may quote what a member wrote. */
export const asMirrorError = (error: unknown): MirrorError => {
  if (error instanceof MirrorError) return error;
  if (error instanceof HttpException) return new MirrorError(statusCodes[error.getStatus()] ?? 'internal', undefined, { cause: error });
  const code = error instanceof Error && 'code' in error ? fastifyCodes[String(error.code)] : undefined;
  if (code) return new MirrorError(code, undefined, { cause: error });
  if (error instanceof SyntaxError && 'statusCode' in error) return new MirrorError('invalid_json');
  return new MirrorError('internal', undefined, { cause: error });
};

/** Answers with `application/problem+json` (RFC 9457): code, what happened, what to do next. */
export const sendProblem = (reply: FastifyReply, error: MirrorError): void => {
  if (error.retryAfter !== undefined) reply.header('Retry-After', String(error.retryAfter));
  if (error.status === 401)
    reply.header('WWW-Authenticate', `DPoP error="${error.code === 'nonce_required' ? 'use_dpop_nonce' : 'invalid_token'}", algs="ES256"`);
  reply.status(error.status).type('application/problem+json').send(JSON.stringify(error.toProblem()));
};

/** The one place where an error becomes an answer. `onInternal` hears of what was not foreseen, for the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly onInternal: (error: unknown) => void) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    const error = asMirrorError(thrown);
    if (error.code === 'internal') this.onInternal(error.cause ?? thrown);
    // A stream that has begun can only be cut: its reader sees that the last frame is missing.
    if (reply.raw.headersSent) request.raw.destroy();
    else sendProblem(reply, error);
  }
}
