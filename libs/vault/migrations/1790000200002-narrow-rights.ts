import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Nothing deletes a member's key, a collection's or an item's yet, and without them words are gone for good. Devices
 * come and go; what is wrapped to the recovery pair stays, so that a forged removal can't take the last way in.
 */
export class NarrowRights1790000200002 implements MigrationInterface {
  name = 'NarrowRights1790000200002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      revoke delete on keys.member, keys.collection, keys.item from mirror_vault;
      create policy wrap_of_recovery_stays on keys.wrap as restrictive for delete to mirror_vault using (recipient <> 'recovery');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop policy wrap_of_recovery_stays on keys.wrap;
      grant delete on keys.member, keys.collection, keys.item to mirror_vault;
    `);
  }
}
