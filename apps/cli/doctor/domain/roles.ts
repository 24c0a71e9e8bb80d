import { type Facts, Role } from '#libs/contracts/index.js';
import { withoutRole } from './parts.js';
import { ok, type Verdict, wrong } from './verdict.js';
import type { Ways } from './ways.js';

type Present = NonNullable<Facts['roles']>;

const count = (present: Present, role: Role): number =>
  present.filter((each) => each.role === role).reduce((sum, each) => sum + each.count, 0);

/** Roles that no process has. */
export const missingRoles = (present: Present): Role[] => Role.options.filter((role) => count(present, role) === 0);

/** Judges which processes are there, as they know of each other. @param told roles whose absence is told already */
export const judgeRoles = (present: Present, told: readonly string[], ways: Ways): Verdict[] => {
  const missing = missingRoles(present);
  if (missing.length === 0)
    return [ok(`Processes that know each other: ${Role.options.map((role) => `${count(present, role)} ${role}`).join(', ')}.`)];
  return missing
    .filter((role) => !told.includes(role))
    .map((role) => wrong(`No process of ${role} is there, as the others see it. ${withoutRole(role)}`, ways.again(role)));
};
