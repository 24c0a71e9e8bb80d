import pg from 'pg';
import { databaseRoles, LOGIN, OWNER } from './domain/roles.js';

const serviceRoles = Object.values(databaseRoles);

/**
 * Makes the roles of the server that are missing. None is a superuser, makes databases or roles, or bypasses row
 * security. `mirror_node` inherits nothing: it can only become a service role, for the length of a transaction.
 */
export const ensureRoles = async (client: pg.ClientBase, nodePassword: string): Promise<void> => {
  const { rows } = await client.query<{ rolname: string }>(`select rolname from pg_roles where rolname like 'mirror\\_%'`);
  const present = new Set(rows.map((row) => row.rolname));
  for (const role of [OWNER, ...serviceRoles]) {
    if (!present.has(role)) await client.query(`create role ${role} nologin noinherit nobypassrls`);
  }
  if (!present.has(LOGIN)) await client.query(`create role ${LOGIN} login noinherit nobypassrls`);
  await client.query(`grant ${OWNER} to current_user with set true, inherit true`);
  await client.query(`grant ${serviceRoles.join(', ')} to ${LOGIN} with inherit false, set true`);
  await client.query(`alter role ${LOGIN} password ${pg.escapeLiteral(nodePassword)}`);
};
