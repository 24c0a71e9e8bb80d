import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions, turns and the work that waits for a locked member. Words and replies are envelopes; their keys lie in `keys`. */
export class Turns1790000300000 implements MigrationInterface {
  name = 'Turns1790000300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema if not exists reflection;
      grant usage on schema reflection to mirror_reflection;

      create table reflection.session (
        id uuid not null constraint session_pk primary key,
        member uuid not null,
        started_at timestamptz not null,
        last_at timestamptz not null,
        turns integer not null default 1,
        outline_item uuid,
        outline bytea
      );
      create index session_by_time on reflection.session (member, last_at desc, id desc);

      create table reflection.turn (
        id uuid not null constraint turn_pk primary key,
        member uuid not null,
        session uuid not null constraint turn_session_fk references reflection.session (id),
        ordinal integer not null,
        at timestamptz not null,
        state text not null constraint turn_state_known check (state in ('running', 'answered', 'blocked', 'interrupted', 'cancelled')),
        idempotency_key text not null,
        again_key text,
        mac bytea not null,
        words_item uuid not null,
        words bytea not null,
        reply uuid not null,
        reply_item uuid,
        reply_envelope bytea,
        lease_until timestamptz,
        constraint turn_order unique (session, ordinal),
        constraint turn_once unique (member, idempotency_key)
      );
      create index turn_running on reflection.turn (lease_until) where state = 'running';

      create table reflection.work (
        id uuid not null constraint work_pk primary key,
        member uuid not null,
        kind text not null constraint work_kind_known check (kind in ('outline')),
        subject uuid not null,
        created_at timestamptz not null default now(),
        constraint work_once unique (member, kind, subject)
      );
    `);
    for (const table of ['session', 'turn', 'work']) {
      await runner.query(`
        alter table reflection.${table} enable row level security;
        alter table reflection.${table} force row level security;
        create policy ${table}_of_member on reflection.${table} to mirror_reflection
          using (member = nullif(current_setting('app.member', true), '')::uuid)
          with check (member = nullif(current_setting('app.member', true), '')::uuid);
      `);
    }
    await runner.query(`
      grant select, insert, update on reflection.session, reflection.turn to mirror_reflection;
      grant select, insert, delete on reflection.work to mirror_reflection;
    `);
    await this.leases(runner);
  }

  /** The two questions that concern every member's turns and show nothing of them: definer functions, not a wider policy. */
  private async leases(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create policy turn_of_functions on reflection.turn to mirror_migrate using (true) with check (true);
      create function reflection.keep_leases(turns uuid[], seconds integer) returns void
        language sql security definer set search_path = reflection, pg_temp
        as $$ update reflection.turn set lease_until = now() + make_interval(secs => seconds)
              where id = any (turns) and state = 'running' $$;
      create function reflection.abandoned(everything boolean) returns table (turn uuid, member uuid)
        language sql security definer set search_path = reflection, pg_temp
        as $$ select id, member from reflection.turn
              where state = 'running' and (everything or lease_until is null or lease_until < now()) limit 1000 $$;
      revoke all on function reflection.keep_leases(uuid[], integer), reflection.abandoned(boolean) from public;
      grant execute on function reflection.keep_leases(uuid[], integer), reflection.abandoned(boolean) to mirror_reflection;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema reflection cascade');
  }
}
