import type { MigrationInterface, QueryRunner } from 'typeorm';

const members = `
  create table keys.member (
    member uuid not null constraint member_pk primary key,
    key_id bytea not null constraint member_key_id_length check (octet_length(key_id) = 16),
    pair_public bytea not null constraint member_pair_public_length check (octet_length(pair_public) = 65),
    pair_sealed bytea not null constraint member_pair_sealed_length check (octet_length(pair_sealed) <= 256),
    constraint member_key_once unique (member, key_id)
  );

  -- A wrap of another key than the member's would shut its device out at the first unlock: refused when it is made.
  create table keys.wrap (
    member uuid not null,
    recipient text not null,
    key_id bytea not null,
    enc bytea not null constraint wrap_enc_length check (octet_length(enc) = 65),
    ct bytea not null constraint wrap_ct_length check (octet_length(ct) <= 512),
    constraint wrap_pk primary key (member, recipient),
    constraint wrap_of_member_key foreign key (member, key_id) references keys.member (member, key_id)
  );

  create table keys.collection (
    member uuid not null constraint collection_member_fk references keys.member (member),
    collection text not null,
    wrapped_key bytea not null constraint collection_wrapped_key_length check (octet_length(wrapped_key) <= 256),
    constraint collection_pk primary key (member, collection)
  );

  create table keys.item (
    item uuid not null constraint item_pk primary key,
    member uuid not null,
    collection text not null,
    wrapped_key bytea not null constraint item_wrapped_key_length check (octet_length(wrapped_key) <= 256)
  );
  create index item_of_member on keys.item (member);
`;

const node = `
  create table keys.node (
    id uuid not null constraint node_pk primary key,
    only_one boolean not null default true constraint node_only_one unique constraint node_is_the_one check (only_one),
    root_commitment bytea not null constraint node_root_commitment_length check (octet_length(root_commitment) = 32),
    created_at timestamptz not null default now()
  );

  create table keys.node_key (
    name text not null constraint node_key_pk primary key,
    sealed bytea not null
  );
`;

// Insert-only, for the one transaction that a wrapped key belongs to. search_path is pinned: a caller's own path must
// not choose what a definer's function touches. The policies hold inside them too: a caller writes its own member's rows.
const functions = `
  create function keys.put_item(member uuid, item uuid, collection text, wrapped_key bytea) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
    as $$ insert into keys.item (member, item, collection, wrapped_key) values ($1, $2, $3, $4) $$;

  create function keys.put_member(member uuid, key_id bytea, pair_public bytea, pair_sealed bytea) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
    as $$ insert into keys.member (member, key_id, pair_public, pair_sealed) values ($1, $2, $3, $4) $$;

  create function keys.put_wrap(member uuid, recipient text, key_id bytea, enc bytea, ct bytea) returns void
    language sql security definer set search_path = pg_catalog, pg_temp
    as $$ insert into keys.wrap (member, recipient, key_id, enc, ct) values ($1, $2, $3, $4, $5) $$;

  revoke all on function keys.put_item(uuid, uuid, text, bytea), keys.put_member(uuid, bytea, bytea, bytea),
    keys.put_wrap(uuid, text, bytea, bytea, bytea) from public;
  grant execute on function keys.put_item(uuid, uuid, text, bytea) to mirror_reflection;
  grant execute on function keys.put_member(uuid, bytea, bytea, bytea), keys.put_wrap(uuid, text, bytea, bytea, bytea) to mirror_gateway;
`;

const mine = `member = nullif(current_setting('app.member', true), '')::uuid`;

/** Every wrapped key of the node. Only `mirror_vault` reads here, and no data backup contains it. */
export class Keys1790000200000 implements MigrationInterface {
  name = 'Keys1790000200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists keys; grant usage on schema keys to mirror_vault, mirror_reflection, mirror_gateway;');
    await runner.query(members);
    await runner.query(node);
    await runner.query(functions);
    for (const table of ['member', 'wrap', 'collection', 'item']) await this.protect(runner, table, mine);
    // Not of any member: the whole row is the vault's.
    for (const table of ['node', 'node_key']) await this.protect(runner, table, 'true');
    await runner.query(`
      grant select, delete on keys.member, keys.wrap, keys.item to mirror_vault;
      grant select, insert, delete on keys.collection to mirror_vault;
      grant select, insert on keys.node, keys.node_key to mirror_vault;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema keys cascade');
  }

  /** Forced, so that the owner, whose functions insert here, is held to the member that was set. */
  private async protect(runner: QueryRunner, table: string, rows: string): Promise<void> {
    await runner.query(`
      alter table keys.${table} enable row level security;
      alter table keys.${table} force row level security;
      create policy ${table}_of_vault on keys.${table} to mirror_vault using (${rows}) with check (${rows});
      create policy ${table}_put on keys.${table} for insert to mirror_migrate with check (${rows});
    `);
  }
}
