import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '#libs/crypto/index.js';
import { beginStatement } from './begin-statement.js';
import type { DatabaseRole } from './roles.js';

describe('what a transaction begins with', () => {
  it('sets role and member in one statement, for this transaction only', () => {
    const member = newId();
    expect(beginStatement('vault', member)).toBe(
      `start transaction; select set_config('role', 'mirror_vault', true), set_config('app.member', '${member}', true)`,
    );
  });

  it('sets no member where none is named', () => {
    expect(beginStatement('relay', undefined)).toContain(`set_config('app.member', '', true)`);
  });

  it('lets nothing in but an id', () => {
    fc.assert(fc.property(fc.string(), (member) => expect(() => beginStatement('vault', member)).toThrow('not the id of a member')));
    const member = newId();
    for (const mutated of [`${member}'`, ` ${member}`, `${member}\n`, member.replace('-', ''), `${member}${member}`]) {
      expect(() => beginStatement('vault', mutated)).toThrow('not the id of a member');
    }
  });

  it.each(['postgres', 'toString', '__proto__', 'mirror_vault'])('knows no role %s', (role) => {
    expect(() => beginStatement(role as DatabaseRole, undefined)).toThrow('not a role');
  });
});
