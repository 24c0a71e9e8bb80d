import type { MigrationInterface, QueryRunner } from 'typeorm';

const mine = (column: string): string => `${column} = nullif(current_setting('app.member', true), '')::uuid`;

/** Members, their devices with the signed chain behind them, invitations, and devices that ask to be linked. */
export class People1790000100000 implements MigrationInterface {
  name = 'People1790000100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema if not exists access;
      grant usage on schema access to mirror_gateway;

      create table access.member (
        id uuid not null constraint member_pk primary key,
        name text not null,
        role text not null constraint member_role_known check (role in ('owner', 'member')),
        joined_at timestamptz not null default now()
      );
      -- Two claims at once can't both make an owner, whatever the code above them does.
      create unique index member_one_owner on access.member (role) where role = 'owner';

      create table access.device (
        id uuid not null constraint device_pk primary key,
        member uuid not null constraint device_member_fk references access.member (id),
        name text not null,
        kind text not null,
        keys text not null,
        wrapping bytea not null,
        signing bytea not null,
        thumbprint text not null constraint device_key_once unique,
        generation integer not null default 1,
        added_at timestamptz not null default now(),
        last_seen_at timestamptz,
        removed_at timestamptz
      );
      create index device_of_member on access.device (member);

      create table access.chain_entry (
        member uuid not null constraint chain_entry_member_fk references access.member (id),
        ordinal integer not null,
        body jsonb not null,
        signature bytea not null,
        constraint chain_entry_pk primary key (member, ordinal)
      );

      create table access.invitation (
        id uuid not null constraint invitation_pk primary key,
        secret_hash bytea not null constraint invitation_secret_once unique,
        role text not null constraint invitation_role_known check (role in ('owner', 'member')),
        name text,
        invited_by uuid constraint invitation_by_fk references access.member (id),
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        used_at timestamptz,
        constraint invitation_from_someone check (role = 'owner' or invited_by is not null)
      );
      create unique index invitation_one_owner on access.invitation (role) where role = 'owner' and used_at is null;

      create table access.link_request (
        id uuid not null constraint link_request_pk primary key,
        code_hash bytea not null constraint link_request_code_once unique,
        thumbprint text not null,
        device jsonb not null,
        expires_at timestamptz not null,
        member uuid constraint link_request_member_fk references access.member (id),
        looked_by uuid,
        state text not null default 'pending' constraint link_request_state_known check (state in ('pending', 'approved', 'refused'))
      );
    `);
    await this.protect(runner);
  }

  private async protect(runner: QueryRunner): Promise<void> {
    const owned = { member: 'id', device: 'member', chain_entry: 'member', invitation: 'invited_by', link_request: 'member' };
    for (const [table, column] of Object.entries(owned)) {
      await runner.query(`
        alter table access.${table} enable row level security;
        alter table access.${table} force row level security;
        create policy ${table}_of_member on access.${table} to mirror_gateway using (${mine(column)}) with check (${mine(column)});
        -- For the definer functions of the next step, which run as the owner of the tables; nobody signs in as that role.
        create policy ${table}_of_functions on access.${table} to mirror_migrate using (true) with check (true);
      `);
    }
    await runner.query(`
      -- A device that asks has no member yet: it may leave a request that belongs to nobody, and see none.
      create policy link_request_asked on access.link_request for insert to mirror_gateway
        with check (member is null and looked_by is null and state = 'pending');

      -- Updating the name is what the row lock on a member's chain needs.
      grant select, insert, update (name) on access.member to mirror_gateway;
      grant select, insert, update (generation, last_seen_at, removed_at) on access.device to mirror_gateway;
      grant select, insert on access.chain_entry, access.invitation to mirror_gateway;
      grant select, insert, update (state) on access.link_request to mirror_gateway;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema access cascade');
  }
}
