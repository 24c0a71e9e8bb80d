import { describe, expect, it } from '@jest/globals';
import { isPublic, parseHost } from './host.js';

describe('the host of an origin', () => {
  it.each([
    ['Mirror.Example.ORG', 'mirror.example.org'],
    ['mirror.example.org.', 'mirror.example.org'],
    ['spiegel.müller.de', 'spiegel.xn--mller-kva.de'],
    ['localhost', 'localhost'],
  ])('is a name: %s', (text, name) => expect(parseHost(text)).toEqual({ kind: 'name', text: name }));

  it('is an address', () => expect(parseHost('192.168.7.1')).toEqual({ kind: 'address', text: '192.168.7.1' }));

  it.each(['[::1]', 'fe80::1', '', '-a.org', 'a_b.org', '*.example.org', 'a..b', `${'a'.repeat(64)}.org`, `${'a.'.repeat(127)}org`])(
    'is not %j',
    (text) => expect(() => parseHost(text)).toThrow(/IPv6|not a name/),
  );

  it.each(['mirror.clinic.org', 'mirror.co.uk', 'local.clinic.org', 'xn--mller-kva.de'])('is public: %s', (text) =>
    expect(isPublic(parseHost(text))).toBe(true),
  );

  it.each([
    'localhost',
    'mirror.localhost',
    '10.0.0.1',
    '8.8.8.8',
    'mirror',
    'mirror.local',
    'mirror.internal',
    'm.lan',
    'm.home.arpa',
    'm.test',
  ])('is not public: %s', (text) => expect(isPublic(parseHost(text))).toBe(false));
});
