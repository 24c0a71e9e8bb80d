import { describe, expect, it } from '@jest/globals';
import { MirrorError } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { Log, type LogFields, NestLog, withLogContext } from './index.js';

const SECRET = 'my sister does not know that I left';

const recorded = (level = 'debug') => {
  const lines: string[] = [];
  return {
    log: new Log(level, '1.0.0', { write: (line) => void lines.push(line) }),
    lines,
    last: () => JSON.parse(lines.at(-1) ?? 'null'),
  };
};

describe('the log', () => {
  it('writes a word and its fields as one line of JSON', () => {
    const { log, last } = recorded();
    const turn = newId<NonNullable<LogFields['turn']>>();
    log.info('turn_settled', { turn, outcome: 'answered', milliseconds: 12 });
    expect(last()).toEqual({
      level: 'info',
      time: expect.any(String),
      version: '1.0.0',
      what: 'turn_settled',
      turn,
      outcome: 'answered',
      milliseconds: 12,
    });
  });

  it('leaves out what is not allowed, even where the types were cast away', () => {
    const { log, lines, last } = recorded();
    const fields = { text: SECRET, turn: SECRET, code: SECRET, status: SECRET, error: SECRET, body: { text: SECRET } };
    log.info('turn_settled', fields as unknown as LogFields);
    expect(lines.join()).not.toContain('sister');
    expect(last()).toMatchObject({ what: 'turn_settled', refused: 6 });
  });

  it('does not compile with a string made at run time', () => {
    const { log } = recorded();
    const text: string = SECRET;
    // @ts-expect-error a word must be written in the code
    log.info(text);
  });

  it('shows an error as name, code, frames and causes, never its message', () => {
    const { log, lines, last } = recorded();
    const cause = Object.assign(new RangeError(SECRET), { code: '22001', detail: SECRET });
    log.error('turn_failed', new MirrorError('database_unavailable', SECRET, { cause }));
    expect(lines.join()).not.toContain('sister');
    expect(last().error).toMatchObject({ name: 'MirrorError', code: 'database_unavailable', cause: { name: 'RangeError', code: '22001' } });
    expect(last().error.frames[0]).toMatch(/log\.spec\.ts:\d+:\d+/);
  });

  it('adds what the work around it is about', async () => {
    const { log, last } = recorded();
    await withLogContext({ request: 'req-7' }, async () => {
      await Promise.resolve();
      log.info('asked', { route: 'turns' });
    });
    expect(last()).toMatchObject({ request: 'req-7', route: 'turns' });
    log.info('asked');
    expect(last()).not.toHaveProperty('request');
  });

  it('says nothing below its level', () => {
    const { log, lines } = recorded('warn');
    log.info('asked');
    expect(lines).toEqual([]);
  });
});

describe('what Nest says', () => {
  it.each([
    ['a sentence', SECRET, 'ExceptionsHandler'],
    ['an exception', new Error(SECRET), 'ExceptionsHandler'],
    ['an object', { message: SECRET, what: SECRET, response: { body: SECRET } }, 'ExceptionsHandler'],
    ['a context', 'hello', SECRET],
    ['nothing', undefined, undefined],
  ])('keeps no content of %s', (_, message, context) => {
    const { log, lines } = recorded();
    new NestLog(log).error(message, SECRET, context);
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain('sister');
  });

  it('keeps the sentences of its own start, for debugging', () => {
    const { log, last } = recorded();
    new NestLog(log).log('Nest application successfully started', 'NestApplication');
    expect(last()).toMatchObject({ level: 'debug', what: 'Nest application successfully started' });
  });

  it('keeps a word with allowed fields', () => {
    const { log, last } = recorded();
    new NestLog(log).error({ what: 'after_commit_failed', code: 'TypeError' }, 'UnitOfWork');
    expect(last()).toMatchObject({ level: 'error', what: 'after_commit_failed', code: 'TypeError', context: 'UnitOfWork' });
  });
});
