/** Whether a statement failed on that constraint or unique index (SQLSTATE class 23): a decision that the database made. */
export const violates = (error: unknown, constraint: string): boolean => {
  const known = error as { code?: string; constraint?: string; driverError?: { code?: string; constraint?: string } };
  const cause = known.driverError ?? known;
  return cause.code?.startsWith('23') === true && cause.constraint === constraint;
};
