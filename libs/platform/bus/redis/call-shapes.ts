import { z } from 'zod';
import { Problem } from '#libs/contracts/index.js';

/** What is sealed into a request: `contract` is the name, `request` what that contract says. */
export const SealedRequest = z.strictObject({ contract: z.string(), request: z.unknown() });

/** What is sealed into a reply. */
export const SealedAnswer = z.union([z.strictObject({ reply: z.unknown() }), z.strictObject({ problem: Problem })]);
export type SealedAnswer = z.infer<typeof SealedAnswer>;
