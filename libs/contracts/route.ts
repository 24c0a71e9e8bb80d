import { z } from 'zod';
import { ErrorCode } from './errors.js';

/** Who may ask. `public`: anyone, limited per address. `proof`: whoever proves the device key named. `member`, `owner`: token and proof. */
export type RouteAuth = 'public' | 'proof' | 'member' | 'owner';

export type Route = {
  method: 'GET' | 'POST' | 'DELETE';
  /** With `:name` for parameters. */
  path: `/${string}`;
  auth: RouteAuth;
  summary: string;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response: z.ZodType;
  /** Answered as NDJSON, one `response` a line, as it happens. */
  stream?: true;
  errors: readonly ErrorCode[];
};

/** Types a row of the table by what it says. */
export const route = <R extends Route>(r: R) => r;
