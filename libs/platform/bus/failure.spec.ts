import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { noteRefused } from './failure.js';

describe('what is refused of what stands in Redis', () => {
  const lines: unknown[] = [];
  const quiet = () => undefined;
  Logger.overrideLogger({ log: quiet, error: quiet, warn: (line: unknown) => lines.push(line) });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('fills no log, however often somebody puts it there, and each is counted', () => {
    jest.useFakeTimers();
    for (let time = 0; time < 10_000; time++) noteRefused('replayed', 'vault');
    noteRefused('stray', 'events');
    jest.advanceTimersByTime(1_000);
    expect(lines).toEqual([
      { what: 'bus_refused', code: 'replayed', role: 'vault', count: 1 },
      { what: 'bus_refused', code: 'stray', role: 'events', count: 1 },
      { what: 'bus_refused', code: 'replayed', role: 'vault', count: 9_999 },
    ]);
  });
});
