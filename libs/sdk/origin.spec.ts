import { describe, expect, it } from '@jest/globals';
import { safeOrigin } from './origin.js';

describe('an origin that words may be sent to', () => {
  it.each(['https://mirror.example', 'http://localhost:8080', 'http://127.0.0.1:1', 'http://[::1]:8080'])('is %s', (origin) => {
    expect(safeOrigin(`${origin}/join#secret`)).toBe(origin);
  });

  it.each(['http://mirror.example', 'http://127.0.0.1.example', 'http://localhost.example', 'ftp://localhost', 'file:///etc', 'x', ''])(
    'is not %j',
    (text) => {
      expect(() => safeOrigin(text)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    },
  );
});
