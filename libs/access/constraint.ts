/** Whether a statement failed on that unique constraint or index (SQLSTATE 23505): a decision that the database made. */
export const violates = (error: unknown, constraint: string): boolean => {
  const known = error as { code?: string; constraint?: string; driverError?: { code?: string; constraint?: string } };
  const cause = known.driverError ?? known;
  return cause.code === '23505' && cause.constraint === constraint;
};
