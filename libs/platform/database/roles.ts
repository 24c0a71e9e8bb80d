import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { databaseRoles, type Login, OWNER } from './domain/roles.js';
import { fitsVerifier, scramVerifier } from './domain/scram.js';

const serviceRoles = Object.values(databaseRoles);
/** What none of them may be, whatever somebody made of it meanwhile. */
const NOTHING = 'noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls';

/**
 * For every session of ours, whatever server it is: words of members reach no log of it. No statement, no parameter, no
 * message of a failed statement, for a message can quote a value. Only a superuser may set or change these.
 */
const SILENCE = {
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_duration: 'off',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

/**
 * Makes the roles of the server that are missing. None is a superuser, makes databases or roles, or bypasses row
 * security. A login inherits nothing: it can only become one of its roles, for the length of a transaction.
 */
export const ensureRoles = async (client: pg.ClientBase, logins: readonly Login[]): Promise<void> => {
  const { rows } = await client.query<{ rolname: string }>(`select rolname from pg_roles where rolname like 'mirror\\_%'`);
  const present = new Set(rows.map((row) => row.rolname));
  for (const role of [OWNER, ...serviceRoles]) {
    if (!present.has(role)) await client.query(`create role ${role} nologin ${NOTHING}`);
  }
  await client.query(`grant ${OWNER} to current_user with set true, inherit true`);
  for (const login of logins) await ensureLogin(client, login, present.has(login.name));
};

const ensureLogin = async (client: pg.ClientBase, login: Login, exists: boolean): Promise<void> => {
  const { name, password, roles, connections = -1 } = login;
  await client.query(`${exists ? 'alter' : 'create'} role ${name} login ${NOTHING} connection limit ${connections}`);
  for (const [setting, value] of Object.entries(SILENCE)) await client.query(`alter role ${name} set ${setting} = '${value}'`);
  const own: string[] = roles.map((role) => databaseRoles[role]);
  for (const other of await membershipsOf(client, name)) {
    if (!own.includes(other)) await client.query(`revoke ${pg.escapeIdentifier(other)} from ${name} cascade`);
  }
  await client.query(`grant ${own.join(', ')} to ${name} with inherit false, set true, admin false`);
  const { rows } = await client.query<{ kept: string | null }>('select rolpassword as kept from pg_authid where rolname = $1', [name]);
  if (fitsVerifier(password, rows[0]?.kept ?? '')) return;
  await client.query(`alter role ${name} password ${pg.escapeLiteral(scramVerifier(password, randomBytes(16)))}`);
};

const membershipsOf = async (client: pg.ClientBase, login: string): Promise<string[]> => {
  const { rows } = await client.query<{ role: string }>(
    'select roleid::regrole::text as role from pg_auth_members where member = $1::regrole',
    [login],
  );
  return rows.map(({ role }) => role);
};
