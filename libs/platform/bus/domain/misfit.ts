import type { z } from 'zod';

/** Where a value of this name left its contract and how, never what the value was: it may be a member's words. */
export const misfit = (named: string, error: z.ZodError): string => {
  const [issue] = error.issues;
  const place = [named, ...(issue?.path ?? [])].map(String).join('.');
  return `${place} does not fit its contract (${issue?.code ?? 'unknown'}).`;
};
