import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * No more than the engine does: the words of a turn are written once, and an answered turn stays as it is, whoever has
 * the engine's login.
 */
export class NarrowRights1790000300002 implements MigrationInterface {
  name = 'NarrowRights1790000300002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      revoke insert, update on reflection.session, reflection.turn from mirror_reflection;
      grant insert (id, member, started_at, last_at), update (turns, last_at, outline_item, outline)
        on reflection.session to mirror_reflection;
      grant insert (id, member, session, ordinal, at, state, idempotency_key, mac, words_item, words, reply, lease_until),
        update (state, reply, again_key, reply_item, reply_envelope, lease_until) on reflection.turn to mirror_reflection;
      create policy turn_stays_answered on reflection.turn as restrictive for update to mirror_reflection
        using (state <> 'answered') with check (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop policy turn_stays_answered on reflection.turn;
      grant insert, update on reflection.session, reflection.turn to mirror_reflection;
    `);
  }
}
