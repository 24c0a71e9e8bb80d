import { describe, expect, it } from '@jest/globals';
import { MirrorError, Role } from '#libs/contracts/index.js';
import { hpkeOpen, hpkeSeal, utf8 } from '#libs/crypto/index.js';
import { nodeEd25519Signer, nodeEd25519Verifier } from '#libs/platform/crypto/index.js';
import { makeBusKeys, readBusKeys } from './bus-keys.js';

const sentence = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof MirrorError && error.code === 'internal') return error.message;
    throw error;
  }
  throw new Error('it was taken');
};
const changed = (text: string, change: (file: Record<string, unknown>) => void): string => {
  const file = JSON.parse(text);
  change(file);
  return JSON.stringify(file);
};

describe('the keys of the bus', () => {
  const made = makeBusKeys();
  const other = makeBusKeys();

  it.each(Role.options)('of %s open what is sealed to it and sign what others verify', async (role) => {
    const keys = readBusKeys(role, made.secrets[role], made.directory);
    const info = utf8('info');
    const sealed = await hpkeSeal(keys.roles[role].wrapping, info, info, utf8('a channel key'));
    await expect(hpkeOpen(keys.wrapping, sealed, info, info)).resolves.toEqual(utf8('a channel key'));
    const signature = nodeEd25519Signer(keys.signing).sign(info);
    const known = readBusKeys('gate', made.secrets.gate, made.directory).roles[role];
    expect(nodeEd25519Verifier(known.signing, info, signature)).toBe(true);
    expect(keys.wrapping.privateKey.extractable).toBe(false);
  });

  it('are never made twice', () => {
    expect(made.directory).not.toBe(other.directory);
    expect(new Set(Object.values(made.secrets)).size).toBe(Role.options.length);
  });

  it('are refused where the secret is of another role', () =>
    expect(sentence(() => readBusKeys('vault', made.secrets.gate, made.directory))).toMatch(
      /^The secret file bus-vault is the secret of the role gate, not of vault\. Put back/,
    ));

  it('are refused where the secret was renamed to another role', () => {
    const renamed = changed(made.secrets.gate, (file) => Object.assign(file, { role: 'vault' }));
    expect(sentence(() => readBusKeys('vault', renamed, made.directory))).toMatch(/bus-vault does not belong to bus-directory/);
  });

  it('are refused where the directory is of another node', () =>
    expect(sentence(() => readBusKeys('gate', made.secrets.gate, other.directory))).toMatch(/bus-gate does not belong to bus-directory/));

  it.each(['wrapping', 'signing'])('are refused where the %s half alone is another', (half) => {
    const mixed = changed(made.secrets.gate, (file) => Object.assign(file, { [half]: JSON.parse(other.secrets.gate)[half] }));
    expect(sentence(() => readBusKeys('gate', mixed, made.directory))).toMatch(/bus-gate does not belong to bus-directory/);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"version":1,'],
    ['another version', changed(made.secrets.gate, (file) => Object.assign(file, { version: 2 }))],
    ['a field too many', changed(made.secrets.gate, (file) => Object.assign(file, { more: 1 }))],
    ['a field too few', changed(made.secrets.gate, (file) => delete file.signing)],
    ['a seed too short', changed(made.secrets.gate, (file) => Object.assign(file, { signing: 'AAAA' }))],
  ])('are refused where the secret holds %s, without a word of it', (_what, text) => {
    const said = sentence(() => readBusKeys('gate', text, made.directory));
    expect(said).toMatch(/^The secret file bus-gate .*make new ones for every role\.$/);
    expect(said).not.toContain(JSON.parse(made.secrets.gate).signing);
  });

  it.each([
    ['no JSON', 'hello'],
    ['a role too few', changed(made.directory, (file) => delete (file.roles as Record<string, unknown>).vault)],
    ['a role too many', changed(made.directory, (file) => Object.assign(file.roles as object, { other: {} }))],
  ])('are refused where the directory holds %s', (_what, text) =>
    expect(sentence(() => readBusKeys('gate', made.secrets.gate, text))).toMatch(/^The secret file bus-directory /),
  );
});
