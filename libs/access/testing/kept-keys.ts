import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { FeatureData } from '#libs/platform/database/index.js';

/**
 * What access needs of the schema `keys`, which another feature owns and no feature may import: its insert-only
 * functions, under the names and types that both agreed on, and a place where a spec can look at what came.
 */
export class KeptKeys1790009900101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema keys;
      create table keys.member (member uuid primary key, key_id bytea, pair_public bytea, pair_sealed bytea);
      create table keys.wrap (member uuid, recipient text, key_id bytea, enc bytea, ct bytea, primary key (member, recipient));
      create function keys.put_member(member uuid, key_id bytea, pair_public bytea, pair_sealed bytea) returns void
        language sql security definer as $$ insert into keys.member values (member, key_id, pair_public, pair_sealed) $$;
      create function keys.put_wrap(member uuid, recipient text, key_id bytea, enc bytea, ct bytea) returns void
        language sql security definer as $$ insert into keys.wrap values (member, recipient, key_id, enc, ct) $$;
      grant usage on schema keys to mirror_gateway, mirror_vault;
      grant select on keys.wrap to mirror_vault;
      grant execute on all functions in schema keys to mirror_gateway;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema keys cascade');
  }
}

export const keptKeys: FeatureData = { schema: 'keys', entities: [], migrations: [KeptKeys1790009900101] };
