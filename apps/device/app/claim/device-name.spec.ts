import { describe, expect, it } from '@jest/globals';
import { deviceParts } from './device-name.js';

const agents: [string, string | undefined, string | undefined][] = [
  ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox', 'Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36 Edg/150.0', 'Edge', 'Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Mobile/15E148 Safari/604.1',
    'Safari',
    'iPhone',
  ],
  ['Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 Chrome/150.0.0.0 Mobile Safari/537.36', 'Chrome', 'Android'],
  ['something else', undefined, undefined],
];

describe('the name proposed for a device', () => {
  it.each(agents)('comes from %s', (agent, browser, system) => {
    expect(deviceParts(agent)).toEqual({ browser, system });
  });
});
