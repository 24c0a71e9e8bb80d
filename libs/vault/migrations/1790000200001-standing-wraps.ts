import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which devices are still wrapped to, asked for all open vaults at once and each second: a definer function, not a policy
 * that shows one member's wraps to another. It says yes or no to what the asker names, and tells nothing else.
 */
export class StandingWraps1790000200001 implements MigrationInterface {
  name = 'StandingWraps1790000200001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create policy wrap_of_functions on keys.wrap for select to mirror_migrate using (true);
      create function keys.standing_wraps(members uuid[], devices text[]) returns table (member uuid, device text)
        language sql stable security definer set search_path = pg_catalog, pg_temp
        as $$ select wrap.member, wrap.recipient from unnest(members, devices) as asked (member, device)
              join keys.wrap on wrap.member = asked.member and wrap.recipient = asked.device $$;
      revoke all on function keys.standing_wraps(uuid[], text[]) from public;
      grant execute on function keys.standing_wraps(uuid[], text[]) to mirror_vault;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function keys.standing_wraps(uuid[], text[]); drop policy wrap_of_functions on keys.wrap;');
  }
}
