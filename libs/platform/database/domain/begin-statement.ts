import { type DatabaseRole, databaseRoles } from './roles.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What a unit of work begins with: the service role's rights and the member whose rows are seen, both until its end
 * only. It goes as one string of the simple protocol, which takes no parameters: one round trip instead of two. So
 * nothing but a name from the table and a UUID is ever let into it.
 * @throws TypeError for anything else: a mistake of ours.
 */
export const beginStatement = (role: DatabaseRole, member: string | undefined): string => {
  if (!Object.hasOwn(databaseRoles, role)) throw new TypeError('not a role of the database');
  if (member !== undefined && !UUID.test(member)) throw new TypeError('not the id of a member');
  return `start transaction; select set_config('role', '${databaseRoles[role]}', true), set_config('app.member', '${member ?? ''}', true)`;
};
