import { describe, expect, it } from '@jest/globals';
import { randomBytes } from '#libs/crypto/index.js';
import { checkCommitment, formatRootKey, parseRootKey, rootCommitment, rootWrappingKey } from './root-key.js';

const root = { key: randomBytes(32) };

describe('the root key as text', () => {
  it('is read as it was written, with or without the last line end', () => {
    const text = formatRootKey(root);
    expect(text).toMatch(/^mirrorstead-root-key\/v1 [A-Za-z0-9_-]{43}\nchecksum [0-9a-f]{8}\n$/);
    expect(parseRootKey(text, 'root.key')).toEqual(root);
    expect(parseRootKey(text.trimEnd(), 'root.key')).toEqual(root);
  });

  it('is refused with any sign changed, left out or added', () => {
    const text = formatRootKey(root).trimEnd();
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === '0' ? '1' : '0';
      const changes = [
        text.slice(0, at) + other + text.slice(at + 1),
        text.slice(0, at) + text.slice(at + 1),
        `${text.slice(0, at)}0${text.slice(at)}`,
      ];
      for (const changed of changes.filter((one) => one !== text))
        expect(() => parseRootKey(changed, 'root.key')).toThrow('root.key is damaged');
    }
    // 43 signs hold 258 bits: a last sign with one of the two spare bits set is none that a key was written with.
    const [line, check] = text.split('\n');
    expect(() => parseRootKey(`${line?.slice(0, -1)}B\n${check}`, 'root.key')).toThrow('root.key is damaged');
    expect(() => parseRootKey('', '/srv/secrets/root.key')).toThrow('/srv/secrets/root.key');
  });
});

describe('what is derived of the root key', () => {
  it('knows it again, and only it', () => {
    expect(() => checkCommitment(root, rootCommitment(root), 'root.key')).not.toThrow();
    expect(() => checkCommitment({ key: randomBytes(32) }, rootCommitment(root), 'root.key')).toThrow(
      expect.objectContaining({ code: 'vault_key_mismatch' }),
    );
  });

  it('is one thing for knowing and another for sealing', () => {
    expect(rootCommitment(root)).not.toEqual(rootWrappingKey(root));
    expect(rootWrappingKey(root)).not.toEqual(root.key);
  });
});
