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
/** Logs in; has no rights but to become one of the service roles. */
export const LOGIN = 'mirror_node';
export const DATABASE = 'mirrorstead';
