import { describe, expect, it } from '@jest/globals';
import { calls, Role } from '#libs/contracts/index.js';
import { away, late } from './unanswered.js';

describe('that nobody answered', () => {
  it.each(Role.options)('is said of %s in words, without the name of a contract', (role) => {
    const said = [late(role), away(role)].map((error) => JSON.stringify(error.toProblem())).join(' ');
    for (const { name } of Object.values(calls)) expect(said).not.toContain(name);
  });

  it('has the code of the part where there is one', () => {
    expect(Role.options.map((role) => away(role).code)).toEqual(
      Role.options.map((role) => (role === 'vault' || role === 'gate' ? `${role}_unavailable` : 'bus_unavailable')),
    );
    expect(late('vault')).toMatchObject({ code: 'deadline_exceeded', message: 'The vault did not answer in time.' });
  });
});
