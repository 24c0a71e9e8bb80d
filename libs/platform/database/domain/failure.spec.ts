import { describe, expect, it } from '@jest/globals';
import { MirrorError } from '#libs/contracts/index.js';
import { databaseFailure } from './failure.js';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });

describe('what a failure of the database means', () => {
  it.each(['57P01', '57P02', '57P03', '08006', '08P01', '53300', 'ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'])(
    '%s: no database',
    (code) => {
      expect(databaseFailure(withCode(code))).toMatchObject({ code: 'database_unavailable' });
    },
  );

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'timeout exceeded when trying to connect',
  ])('%s: no database', (message) => {
    expect(databaseFailure(new Error(message))).toMatchObject({ code: 'database_unavailable' });
  });

  it.each([
    ['53100', 'could not extend file'],
    ['ENOSPC', 'write'],
    ['58030', 'could not write to file: No space left on device'],
  ])('%s (%s): a full disk', (code, message) => {
    expect(databaseFailure(withCode(code, message))).toMatchObject({ code: 'disk_full' });
  });

  it.each([['23505'], ['42501'], ['57014'], ['58030']])('%s is for the feature to understand', (code) => {
    const error = withCode(code, 'Connection terminated, says the value of a column');
    expect(databaseFailure(error)).toBe(error);
  });

  it('leaves our own errors and what is no error as they are', () => {
    const error = new MirrorError('not_found');
    expect(databaseFailure(error)).toBe(error);
    expect(databaseFailure('thrown')).toBe('thrown');
  });
});
