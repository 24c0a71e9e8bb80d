import { expect } from '@jest/globals';
import type { MemberId } from '#libs/contracts/index.js';
import type { DatabaseRole, UnitOfWork } from '#libs/platform/database/index.js';
import { aMember } from './factories.js';

/**
 * Expects of each table that its member sees rows in it, that another member sees none, and that with no member set
 * none are seen: the three cases of every policy.
 * @param tables with their schema (`reflection.turn`); the member must have rows in each.
 */
export const expectHiddenFromOthers = async (
  unitOfWork: UnitOfWork,
  who: { role: DatabaseRole; member: MemberId },
  tables: readonly string[],
): Promise<void> => {
  for (const table of tables) {
    const count = async (member?: MemberId) =>
      unitOfWork.run({ role: who.role, ...(member ? { member } : {}) }, async ({ query }) => {
        const [row] = await query<{ count: number }>(`select count(*)::int as count from ${table}`);
        return row?.count;
      });
    const seen = { table, own: await count(who.member), others: await count(aMember()), nobody: await count() };
    expect(seen).toEqual({ table, own: expect.any(Number), others: 0, nobody: 0 });
    expect(seen.own).toBeGreaterThan(0);
  }
};
