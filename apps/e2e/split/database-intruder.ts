import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { MemberId, Role } from '#libs/contracts/index.js';
import { loginName } from '#libs/platform/database/domain/roles.js';
import type { SplitNode } from './split-node.js';

/** Whoever has the password of one role's login of the database, and nothing else: takes its rights, and any member's name. */
export class DatabaseIntruder {
  private constructor(
    readonly role: Role,
    private readonly client: pg.Client,
  ) {}

  static async enter({ backends }: SplitNode, role: Role): Promise<DatabaseIntruder> {
    const password = readFileSync(join(backends.secrets, `database-${role}`), 'utf8').trim();
    const client = new pg.Client({ ...backends.administrator, user: loginName(role), password });
    client.on('error', () => undefined);
    await client.connect();
    return new DatabaseIntruder(role, client);
  }

  /** One statement, committed; gives its rows. In the name of a member, or of none. */
  as<Row extends pg.QueryResultRow>(member: MemberId | undefined, sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.run<Row>(`mirror_${this.role}`, member, sql, parameters).then(({ rows }) => rows);
  }

  /** How many rows a statement wrote. */
  async changed(member: MemberId | undefined, sql: string, parameters: unknown[] = []): Promise<number | null> {
    return (await this.run(`mirror_${this.role}`, member, sql, parameters)).rowCount;
  }

  /** With the rights of the relay, which come with each login. */
  asRelay<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
    return this.run<Row>('mirror_relay', undefined, sql, []).then(({ rows }) => rows);
  }

  leave(): Promise<void> {
    return this.client.end();
  }

  private async run<Row extends pg.QueryResultRow>(taken: string, member: MemberId | undefined, sql: string, parameters: unknown[]) {
    await this.client.query(`begin; set local role ${taken}`);
    try {
      if (member) await this.client.query(`select set_config('app.member', $1, true)`, [member]);
      const result = await this.client.query<Row>(sql, parameters);
      await this.client.query('commit');
      return result;
    } catch (error) {
      await this.client.query('rollback');
      throw error;
    }
  }
}
