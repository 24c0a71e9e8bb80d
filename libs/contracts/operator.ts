import { z } from 'zod';
import { ErrorCode } from './errors.js';
import { EngineKind, EngineTrouble } from './turns.js';

/**
 * What a process tells whoever is at its operator port, which no client reaches: `/report`. Numbers, versions, ids of
 * events and codes of ours; no content, no payload, no name of a person, no secret.
 *
 * Read leniently: the doctor that asks may be of another version than the process that answers. What it can't read it
 * takes for not said.
 */
const fact = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

/** An event that waits for a person. */
const Parked = z.object({
  event: z.string(),
  name: z.string(),
  subscriber: z.string(),
  error: ErrorCode.or(z.string()),
  attempts: z.number(),
  /** Milliseconds since it was given up. */
  forMs: z.number(),
});

export const Facts = z.object({
  process: fact(z.object({ version: z.string(), node: z.string(), roles: z.array(z.string()), upForMs: z.number() })),
  /** `aheadMs`: by how much that clock is ahead of the process's own. `schemaSteps`: those that it has had; `knownSteps`: those of the code. */
  database: fact(
    z.object({
      version: z.string(),
      aheadMs: z.number(),
      bytes: z.number(),
      schemaSteps: z.number(),
      knownSteps: z.number(),
      connections: z.number(),
      mostConnections: z.number(),
    }),
  ),
  /** Deliveries that are outstanding, in all and by the role that is to handle them, the age of the oldest, and what waits for a person (at most 100). */
  events: fact(z.object({ waiting: z.number(), oldestMs: z.number(), byRole: z.record(z.string(), z.number()), parked: z.array(Parked) })),
  /** `maxBytes`: 0 without a limit. */
  redis: fact(
    z.object({
      program: z.string(),
      version: z.string(),
      aheadMs: z.number(),
      usedBytes: z.number(),
      maxBytes: z.number(),
      policy: z.string(),
      saves: z.boolean(),
      /** Calls that wait in a queue, by role. */
      calls: z.record(z.string(), z.number()),
    }),
  ),
  /** The living processes of each role. */
  roles: fact(z.array(z.object({ role: z.string(), version: z.string(), count: z.number() }))),
  engine: fact(z.object({ engine: EngineKind, model: z.string().optional(), trouble: EngineTrouble.optional() })),
});
export type Facts = z.infer<typeof Facts>;

export const ProcessReport = z.object({
  /** The clock of the process, milliseconds since 1970. */
  time: z.number(),
  ready: z.boolean(),
  parts: z.array(z.object({ part: z.string(), ready: z.boolean(), detail: z.string().optional() })),
  facts: Facts,
});
export type ProcessReport = z.infer<typeof ProcessReport>;

/** Where a node that runs in one process says how its operator is reached: a file of this name in its data folder. */
export const OPERATOR_FILE = 'operator.json';
export const OperatorFile = z.object({ port: z.int().min(1).max(65_535), pid: z.int() });
