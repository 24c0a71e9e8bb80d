/** `look`: it works, but somebody should see to it, or it could not be looked at. `wrong`: people notice, or will. */
export type State = 'ok' | 'look' | 'wrong';

/** One line of the report. `says`: what is, and what it means for people; `next`: one thing to do. */
export type Verdict = { state: State; says: string; next?: string };

export const ok = (says: string): Verdict => ({ state: 'ok', says });
export const look = (says: string, next: string): Verdict => ({ state: 'look', says, next });
export const wrong = (says: string, next: string): Verdict => ({ state: 'wrong', says, next });

/** A verdict with the name of the check that it came from. */
export type Finding = Verdict & { check: string };

/** The last line: how many of which. */
export const summary = (findings: readonly Finding[]): string => {
  const count = (state: State) => findings.filter((finding) => finding.state === state).length;
  const [bad, open, fine] = [count('wrong'), count('look'), count('ok')];
  if (bad === 0 && open === 0) return `All ${fine} checks are fine.`;
  const parts = [
    bad === 0 ? 'Nothing is wrong' : `${bad} ${bad === 1 ? 'thing is' : 'things are'} wrong`,
    ...(open === 0 ? [] : [`${open} to look at`]),
    `${fine} fine`,
  ];
  return `${parts.join(', ')}.${bad === 0 ? '' : ' Begin at the top: what is wrong further down often follows from it.'}`;
};
