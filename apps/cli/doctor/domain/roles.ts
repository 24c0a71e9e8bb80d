import { type Facts, Role } from '#libs/contracts/index.js';
import { ok, type Verdict, wrong } from './verdict.js';
import type { Ways } from './ways.js';

/** Judges which processes are there, as they know of each other. Whoever of a role is one too few is asked by nobody. */
export const judgeRoles = (present: NonNullable<Facts['roles']>, ways: Ways): Verdict[] => {
  const count = (role: Role) => present.filter((each) => each.role === role).reduce((sum, each) => sum + each.count, 0);
  const missing = Role.options.filter((role) => count(role) === 0);
  if (missing.length > 0)
    return missing.map((role) =>
      wrong(
        `No process of ${role} is there, as the others see it: what needs it is not answered.`,
        `${ways.start}; if it stays so: ${ways.logs(role)}`,
      ),
    );
  return [ok(`Processes that know each other: ${Role.options.map((role) => `${count(role)} ${role}`).join(', ')}.`)];
};
