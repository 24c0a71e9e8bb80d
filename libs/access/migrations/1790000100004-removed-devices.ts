import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which of these devices were removed: asked each second for all open connections of a gateway at once, so that a removal
 * ends them also where nobody told that gateway. Yes or no to what the asker names, and nothing else.
 */
export class RemovedDevices1790000100004 implements MigrationInterface {
  name = 'RemovedDevices1790000100004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function access.removed_devices(devices uuid[]) returns setof uuid
        language sql stable security definer set search_path = pg_catalog, pg_temp
        as $$ select id from access.device where id = any (devices) and removed_at is not null $$;
      revoke all on function access.removed_devices(uuid[]) from public;
      grant execute on function access.removed_devices(uuid[]) to mirror_gateway;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function access.removed_devices(uuid[])');
  }
}
