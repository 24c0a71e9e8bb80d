import { type ErrorCode, MirrorError, type Role } from '#libs/contracts/index.js';

/** A role as a person is told of it: in words, never by the name of a question that the parts ask each other. */
const parts: Record<Role, { named: string; away: ErrorCode }> = {
  gateway: { named: 'The part of the server that devices speak to', away: 'bus_unavailable' },
  gate: { named: 'The gate', away: 'gate_unavailable' },
  vault: { named: 'The vault', away: 'vault_unavailable' },
  reflection: { named: 'The part of the server that reflects', away: 'bus_unavailable' },
};

/** Nobody answered in time, though somebody is there. */
export const late = (role: Role): MirrorError => new MirrorError('deadline_exceeded', `${parts[role].named} did not answer in time.`);

/** Nobody answered, for no process of the role is there. */
export const away = (role: Role): MirrorError => {
  const { named, away: code } = parts[role];
  return new MirrorError(code, code === 'bus_unavailable' ? `${named} does not run at the moment.` : undefined);
};
