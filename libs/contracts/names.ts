import { z } from 'zod';

/**
 * What people call themselves or a device. No control character, line break, half character or change of writing
 * direction: a name stands in lists, terminals and questions ("let this device in?"), and must not rewrite them.
 */
export const Name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u, 'no control characters');
