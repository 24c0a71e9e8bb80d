import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens, by their hashes alone: whoever reads the tables or a backup of them has none to use. */
export class Tokens1790000100002 implements MigrationInterface {
  name = 'Tokens1790000100002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table access.refresh_token (
        hash bytea not null constraint refresh_token_pk primary key,
        family uuid not null,
        member uuid not null,
        device uuid not null constraint refresh_token_device_fk references access.device (id),
        used_at timestamptz,
        revoked_at timestamptz,
        expires_at timestamptz not null
      );
      create index refresh_token_family on access.refresh_token (family);
      create index refresh_token_device on access.refresh_token (device);

      create table access.access_token (
        hash bytea not null constraint access_token_pk primary key,
        family uuid not null,
        member uuid not null,
        device uuid not null constraint access_token_device_fk references access.device (id),
        generation integer not null,
        thumbprint text not null,
        expires_at timestamptz not null
      );
      create index access_token_family on access.access_token (family);
      create index access_token_device on access.access_token (device);
    `);
    for (const table of ['refresh_token', 'access_token']) {
      await runner.query(`
        alter table access.${table} enable row level security;
        alter table access.${table} force row level security;
        create policy ${table}_of_member on access.${table} to mirror_gateway
          using (member = nullif(current_setting('app.member', true), '')::uuid)
          with check (member = nullif(current_setting('app.member', true), '')::uuid);
        create policy ${table}_of_functions on access.${table} to mirror_migrate using (true) with check (true);
      `);
    }
    await runner.query(`
      grant select, insert, update (used_at, revoked_at) on access.refresh_token to mirror_gateway;
      grant select, insert, delete on access.access_token to mirror_gateway;

      -- Whose refresh token it is. What may be done with it is decided on the row itself, as that member.
      create function access.refresh_token_owner(of_hash bytea) returns uuid
        language sql stable security definer set search_path = access, pg_temp
        as $$ select member from access.refresh_token where hash = of_hash $$;

      -- Whose device it is, told only to whoever proves its key.
      create function access.device_owner(of_device uuid, of_thumbprint text) returns uuid
        language sql stable security definer set search_path = access, pg_temp
        as $$ select member from access.device where id = of_device and thumbprint = of_thumbprint $$;

      revoke all on function access.refresh_token_owner(bytea), access.device_owner(uuid, text) from public;
      grant execute on function access.refresh_token_owner(bytea), access.device_owner(uuid, text) to mirror_gateway;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function access.refresh_token_owner(bytea);
      drop function access.device_owner(uuid, text);
      drop table access.access_token;
      drop table access.refresh_token;
    `);
  }
}
