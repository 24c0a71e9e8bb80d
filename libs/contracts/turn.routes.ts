import { z } from 'zod';
import { TurnFrame } from './frames.js';
import { bytes, SessionId, TurnId } from './ids.js';
import { type Route, route } from './route.js';
import { SessionPage, SessionTurns, TurnWithCertificates } from './sessions.js';
import { AgainRequest, TurnRequest } from './turns.js';
import { Done, EngineView } from './views.js';

const page = z.strictObject({ before: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(100).default(30) });

/** What a person does: reflecting, and looking back. */
export const turnRoutes = {
  reflect: route({
    method: 'POST',
    path: '/v1/turns',
    auth: 'member',
    summary: 'Reflect: the turn as it happens',
    body: TurnRequest,
    response: TurnFrame,
    stream: true,
    errors: [
      'size_limit',
      'vault_locked',
      'purpose_refused',
      'rate_limited',
      'idempotency_mismatch',
      'gate_unavailable',
      'vault_unavailable',
      'database_unavailable',
      'bus_unavailable',
      'disk_full',
      'shutting_down',
    ],
  }),
  turn: route({
    method: 'GET',
    path: '/v1/turns/:turn',
    auth: 'member',
    summary: 'One turn',
    params: z.strictObject({ turn: TurnId }),
    response: TurnWithCertificates,
    errors: ['not_found', 'vault_locked', 'purpose_refused'],
  }),
  turnStream: route({
    // The stream key is a secret: it may not stand in a query.
    method: 'POST',
    path: '/v1/turns/:turn/stream',
    auth: 'member',
    summary: 'The rest of a reply, from a segment on',
    params: z.strictObject({ turn: TurnId }),
    body: z.strictObject({ after: z.int().min(-1), streamKey: bytes({ exact: 32 }).optional() }),
    response: TurnFrame,
    stream: true,
    errors: ['not_found', 'vault_locked'],
  }),
  cancel: route({
    method: 'POST',
    path: '/v1/turns/:turn/cancel',
    auth: 'member',
    summary: 'Stop the reply',
    params: z.strictObject({ turn: TurnId }),
    response: Done,
    errors: ['not_found'],
  }),
  again: route({
    method: 'POST',
    path: '/v1/turns/:turn/again',
    auth: 'member',
    summary: 'Ask an interrupted turn again',
    params: z.strictObject({ turn: TurnId }),
    body: AgainRequest,
    response: TurnFrame,
    stream: true,
    errors: ['not_found', 'turn_running', 'turn_answered', 'vault_locked', 'rate_limited', 'shutting_down'],
  }),
  sessions: route({
    method: 'GET',
    path: '/v1/sessions',
    auth: 'member',
    summary: 'Your sessions, newest first',
    query: page,
    response: SessionPage,
    errors: ['vault_unavailable'],
  }),
  session: route({
    method: 'GET',
    path: '/v1/sessions/:session',
    auth: 'member',
    summary: 'One session with its turns, oldest first',
    params: z.strictObject({ session: SessionId }),
    query: page,
    response: SessionTurns,
    errors: ['not_found', 'vault_locked', 'purpose_refused'],
  }),
  engine: route({
    method: 'GET',
    path: '/v1/engine',
    auth: 'member',
    summary: 'Which engine answers',
    response: EngineView,
    errors: ['engine_unavailable'],
  }),
} as const satisfies Record<string, Route>;
