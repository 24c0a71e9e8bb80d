import { Column, Entity, type MigrationInterface, PrimaryColumn, type QueryRunner, Unique } from 'typeorm';
import type { FeatureData } from '#libs/platform/database/index.js';

/** A small feature for specs of the platform: one table, rows of members. */
@Entity({ schema: 'diary', name: 'page' })
@Unique('page_words_once', ['words'])
export class Page {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'page_pkey' })
  id: string;
  @Column('uuid')
  member: string;
  @Column('text')
  words: string;
}

export class DiaryPages1790009900001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema diary;
      create table diary.page (
        id uuid not null constraint page_pkey primary key,
        member uuid not null,
        words text not null constraint page_words_once unique
      );
      alter table diary.page enable row level security;
      alter table diary.page force row level security;
      create policy own_rows on diary.page using (member = nullif(current_setting('app.member', true), '')::uuid);
      grant usage on schema diary to mirror_vault;
      grant select, insert, update on diary.page to mirror_vault;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema diary cascade');
  }
}

export const diary: FeatureData = { schema: 'diary', entities: [Page], migrations: [DiaryPages1790009900001] };
