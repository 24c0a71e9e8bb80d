import { describe, expect, it } from '@jest/globals';
import { commandOf } from './commands.js';
import { StartFailure } from './failure.js';

describe('a command that there is not', () => {
  it.each([['stop'], ['constructor'], ['START']])('is told with those that there are: %s', (name) => {
    const ask = () => commandOf([name], {});
    expect(ask).toThrow(StartFailure);
    expect(ask).toThrow(`There is no command "${name}". There are: start, run,`);
  });
});
