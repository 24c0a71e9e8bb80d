import { Injectable } from '@nestjs/common';
import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import { errorFields } from './error-fields.js';
import { logContext } from './log-context.js';
import { allowedFields, type LogFields } from './log-fields.js';

/** A word written in the code. A string that was made at run time does not compile. */
type Word<What extends string> = string extends What ? never : What;

/** One JSON line per event: `{"level","time","what", …fields}`. */
@Injectable()
export class Log {
  readonly #pino: Logger;

  /** @param output default: standard output, written at once, so that the last lines before a crash are there. */
  constructor(level: string, version: string, output: DestinationStream = destination({ dest: 1, sync: true })) {
    this.#pino = pino(
      {
        level,
        base: { version },
        messageKey: 'what',
        timestamp: stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      output,
    );
  }

  debug<const What extends string>(what: Word<What>, fields: LogFields = {}): void {
    this.#write('debug', what, fields);
  }

  info<const What extends string>(what: Word<What>, fields: LogFields = {}): void {
    this.#write('info', what, fields);
  }

  warn<const What extends string>(what: Word<What>, fields: LogFields = {}): void {
    this.#write('warn', what, fields);
  }

  /** @param thrown shown as name, code and frames. */
  error<const What extends string>(what: Word<What>, thrown?: unknown, fields: LogFields = {}): void {
    this.#write('error', what, thrown === undefined ? fields : { ...fields, error: errorFields(thrown) });
  }

  fatal<const What extends string>(what: Word<What>, thrown: unknown, fields: LogFields = {}): void {
    this.#write('fatal', what, { ...fields, error: errorFields(thrown) });
  }

  /** For what comes from outside our types (Nest): the fields that are allowed, the rest refused. */
  foreign(level: 'debug' | 'info' | 'warn' | 'error' | 'fatal', what: string, fields: object): void {
    this.#write(level, what, fields);
  }

  #write(level: 'debug' | 'info' | 'warn' | 'error' | 'fatal', what: string, fields: object): void {
    if (this.#pino.isLevelEnabled(level)) this.#pino[level](allowedFields({ ...logContext(), ...fields }), what);
  }
}
