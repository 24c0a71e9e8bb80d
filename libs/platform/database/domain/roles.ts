import type { Role } from '#libs/contracts/index.js';

/** Roles of PostgreSQL that a unit of work can take: one per role of the node, and the outbox's relay. */
export const databaseRoles = {
  gateway: 'mirror_gateway',
  gate: 'mirror_gate',
  vault: 'mirror_vault',
  reflection: 'mirror_reflection',
  relay: 'mirror_relay',
} as const;

export type DatabaseRole = keyof typeof databaseRoles;

/** Owns every schema and table; nobody logs in as it. */
export const OWNER = 'mirror_migrate';
export const DATABASE = 'mirrorstead';

/**
 * Who connects: it has no rights but to become one of `roles`, for the length of a transaction. `connections` at once at
 * most, of all processes together; left out: as many as the server has.
 */
export type Login = { name: `mirror_${string}`; password: string; roles: readonly DatabaseRole[]; connections?: number };

/** The one login of a process that has every role. */
export const nodeLogin = (password: string): Login => ({
  name: 'mirror_node',
  password,
  roles: Object.keys(databaseRoles) as DatabaseRole[],
});

export const loginName = (role: Role): Login['name'] => `mirror_${role}_login`;

/**
 * Four processes of a role with ten connections each, and a few for what starts beside them. The four roles together stay
 * below the 200 of the server: one that was taken over, or runs away, leaves the others theirs.
 */
export const ROLE_CONNECTIONS = 45;

/** The login of one role of a split node. The relay comes with it: each process relays the events of its own roles. */
export const roleLogin = (role: Role, password: string): Login => ({
  name: loginName(role),
  password,
  roles: [role, 'relay'],
  connections: ROLE_CONNECTIONS,
});
