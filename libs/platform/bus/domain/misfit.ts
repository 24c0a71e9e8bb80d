import type { z } from 'zod';

/** Where a value left its contract and how, never what the value was: it may be a member's words. */
export const misfit = (contract: string, error: z.ZodError): string => {
  const [issue] = error.issues;
  const place = [contract, ...(issue?.path ?? [])].map(String).join('.');
  return `${place} does not fit its contract (${issue?.code ?? 'unknown'}).`;
};
