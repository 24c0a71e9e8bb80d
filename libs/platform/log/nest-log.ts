import { isNativeError } from 'node:util/types';
import type { LoggerService } from '@nestjs/common';
import { errorFields } from './error-fields.js';
import type { Log } from './log.js';

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

const WORD = /^[a-z_]{1,60}$/;
/** Parts of Nest whose sentences are about modules and routes, never about a request. */
const speaksOfItself = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'WebSocketsController',
]);

/**
 * What Nest and `new Logger(context)` say, in our log. Nest hands on whole exceptions and whatever a caller gave it: an
 * error becomes name, code and frames, an object `{ what, …fields }` its allowed fields, a sentence only its context.
 */
export class NestLog implements LoggerService {
  constructor(private readonly sink: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  #write(level: Level, message: unknown, rest: unknown[]): void {
    const last = rest.at(-1);
    const context = typeof last === 'string' ? { context: last } : {};
    if (isNativeError(message)) {
      this.sink.foreign(level, 'nest_error', { ...context, error: errorFields(message) });
    } else if (typeof message === 'object' && message !== null) {
      const { what, ...fields } = message as { what?: unknown };
      this.sink.foreign(level, typeof what === 'string' && WORD.test(what) ? what : 'nest_said', { ...fields, ...context });
    } else if (typeof message === 'string' && typeof last === 'string' && speaksOfItself.has(last)) {
      this.sink.foreign('debug', message, context);
    } else {
      this.sink.foreign(level, 'nest_said', context);
    }
  }
}
