import { describe, expect, it } from '@jest/globals';
import { StartFailure } from '../failure.js';
import { parseStart } from './options.js';

describe('what a start is told', () => {
  it('takes a port and a folder, relative to where the script was called', () => {
    const options = parseStart(['--port', '9000', '--data', 'here'], { MIRROR_STARTED_FROM: '/somewhere' });
    expect(options).toMatchObject({ port: 9000, dataFolder: '/somewhere/here' });
  });

  it('starts on 8080 without a word', () => {
    expect(parseStart([], {}).port).toBe(8080);
  });

  it.each([[['--port', '0']], [['--port', '65536']], [['--port', 'eighty']], [['--prot', '80']], [['now']], [['start', 'now']]])(
    'refuses %j with one sentence and the usage',
    (argv) => {
      const start = () => parseStart(argv, {});
      expect(start).toThrow(StartFailure);
      expect(start).toThrow('Usage: scripts/start');
    },
  );
});
