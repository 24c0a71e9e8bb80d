import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A lease is of a turn under one reply: whoever answered it before it was taken up again must not keep it alive. And
 * renewing tells which are still there, so that a process which stood still learns that its turns were ended without it.
 */
export class RenewLeases1790000300001 implements MigrationInterface {
  name = 'RenewLeases1790000300001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function reflection.renew_leases(turns uuid[], replies uuid[], seconds integer) returns setof uuid
        language sql security definer set search_path = pg_catalog, pg_temp
        as $$ update reflection.turn set lease_until = now() + make_interval(secs => seconds)
              from unnest(turns, replies) as held (turn, reply)
              where turn.id = held.turn and turn.reply = held.reply and turn.state = 'running' returning turn.reply $$;
      revoke all on function reflection.renew_leases(uuid[], uuid[], integer) from public;
      grant execute on function reflection.renew_leases(uuid[], uuid[], integer) to mirror_reflection;
      drop function reflection.keep_leases(uuid[], integer);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function reflection.keep_leases(turns uuid[], seconds integer) returns void
        language sql security definer set search_path = reflection, pg_temp
        as $$ update reflection.turn set lease_until = now() + make_interval(secs => seconds)
              where id = any (turns) and state = 'running' $$;
      revoke all on function reflection.keep_leases(uuid[], integer) from public;
      grant execute on function reflection.keep_leases(uuid[], integer) to mirror_reflection;
      drop function reflection.renew_leases(uuid[], uuid[], integer);
    `);
  }
}
