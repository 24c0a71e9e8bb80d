import { describe, expect, it } from '@jest/globals';
import { Collection, Purpose, Role } from '#libs/contracts/index.js';
import { checkAccess, keepsOpen } from './access-table.js';

const allowed = (role: Role, purpose: Purpose, act: 'seal' | 'open', collection: Collection): boolean => {
  try {
    checkAccess(role, purpose, act, [collection]);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'forbidden' });
    return false;
  }
};

describe('who may have what sealed and opened', () => {
  it('is this, and nothing else', () => {
    const found = Role.options.flatMap((role) =>
      Purpose.options.flatMap((purpose) =>
        (['seal', 'open'] as const).flatMap((act) =>
          Collection.options
            .filter((collection) => allowed(role, purpose, act, collection))
            .map((collection) => `${role} ${act}s ${collection} for ${purpose}`),
        ),
      ),
    );
    expect(found.sort()).toEqual([
      'reflection opens mirrorback for history',
      'reflection opens mirrorback for reflect',
      'reflection opens outline for history',
      'reflection opens reflection for history',
      'reflection opens reflection for outline',
      'reflection opens reflection for reflect',
      'reflection seals mirrorback for reflect',
      'reflection seals outline for outline',
      'reflection seals reflection for reflect',
    ]);
  });

  it('refuses the whole where one of it is refused', () => {
    expect(() => checkAccess('reflection', 'outline', 'open', ['reflection', 'mirrorback'])).toThrow('may not open mirrorback');
  });

  it('keeps a vault open for what a person does, and not for the node’s own work', () => {
    expect(Purpose.options.filter(keepsOpen)).toEqual(['reflect', 'history']);
  });
});
