import { z } from 'zod';
import { Chain, ChainEntry } from './chain.js';
import { ErrorCode } from './errors.js';
import { TurnFrame } from './frames.js';
import { bytes, Instant, LinkId, SessionId, TurnId } from './ids.js';
import { MemberWrap, UnlockChallenge, UnlockRequest, UnlockState } from './keys.js';
import { SessionPage, SessionTurns, TurnWithCertificates } from './sessions.js';
import { AgainRequest, TurnRequest } from './turns.js';
import {
  DeviceView,
  Done,
  EngineView,
  Enrolled,
  EnrolRequest,
  Health,
  Invitation,
  InvitationSecret,
  LinkOpened,
  LinkRequest,
  LinkState,
  LinkView,
  Me,
  NodeView,
  PersonName,
  PersonRole,
  PersonView,
  Readiness,
  TokenGrant,
  Tokens,
} from './views.js';

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

const page = z.strictObject({ before: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(100).default(30) });
const route = <R extends Route>(r: R) => r;

/** Every address of the node. Server, SDK and OpenAPI are all made from this table. */
export const routes = {
  health: route({
    method: 'GET',
    path: '/health',
    auth: 'public',
    summary: 'Whether the node works, its version and its engine',
    response: Health,
    errors: [],
  }),
  live: route({ method: 'GET', path: '/health/live', auth: 'public', summary: 'The process answers', response: Done, errors: [] }),
  ready: route({
    method: 'GET',
    path: '/health/ready',
    auth: 'public',
    summary: 'What is ready and what is not',
    response: Readiness,
    errors: [],
  }),
  openapi: route({
    method: 'GET',
    path: '/v1/openapi.json',
    auth: 'public',
    summary: 'This description',
    response: z.looseObject({}),
    errors: [],
  }),
  node: route({
    method: 'GET',
    path: '/v1/node',
    auth: 'public',
    summary: 'Which node this is',
    response: NodeView,
    errors: ['rate_limited'],
  }),
  invitation: route({
    method: 'POST',
    path: '/v1/invitations/look',
    auth: 'public',
    summary: 'What an invitation is for, without using it',
    body: z.strictObject({ invitation: InvitationSecret }),
    response: z.strictObject({ name: z.string().optional(), role: PersonRole, expires: Instant }),
    errors: ['claim_used', 'claim_expired', 'claim_closed', 'not_found', 'rate_limited'],
  }),
  enrol: route({
    method: 'POST',
    path: '/v1/enrol',
    auth: 'proof',
    summary: 'Become the owner, or a member, with a first device',
    body: EnrolRequest,
    response: Enrolled,
    errors: ['claim_used', 'claim_expired', 'claim_closed', 'not_found', 'chain_invalid', 'proof_invalid', 'rate_limited'],
  }),
  tokens: route({
    method: 'POST',
    path: '/v1/tokens',
    auth: 'proof',
    summary: 'Tokens for a device key, or for a refresh token',
    body: TokenGrant,
    response: Tokens,
    errors: [
      'token_invalid',
      'token_reused',
      'device_revoked',
      'nonce_required',
      'proof_invalid',
      'proof_replayed',
      'clock_skew',
      'rate_limited',
    ],
  }),
  me: route({ method: 'GET', path: '/v1/me', auth: 'member', summary: 'Who this device belongs to', response: Me, errors: [] }),
  devices: route({
    method: 'GET',
    path: '/v1/devices',
    auth: 'member',
    summary: 'Your devices, and the signed list behind them',
    response: z.strictObject({ devices: z.array(DeviceView), chain: Chain }),
    errors: [],
  }),
  removeDevice: route({
    method: 'POST',
    path: '/v1/devices/remove',
    auth: 'member',
    summary: 'Remove one of your devices, signed by this one',
    body: z.strictObject({ entry: ChainEntry }),
    response: Done,
    errors: ['chain_invalid', 'not_found'],
  }),
  openLink: route({
    method: 'POST',
    path: '/v1/links',
    auth: 'proof',
    summary: 'Ask to become a further device of a member',
    body: LinkRequest,
    response: LinkOpened,
    errors: ['rate_limited', 'proof_invalid'],
  }),
  linkState: route({
    method: 'GET',
    path: '/v1/links/:link',
    auth: 'proof',
    summary: 'Whether the new device was approved',
    params: z.strictObject({ link: LinkId }),
    response: LinkState,
    errors: ['not_found', 'link_expired', 'rate_limited'],
  }),
  lookLink: route({
    method: 'POST',
    path: '/v1/links/look',
    auth: 'member',
    summary: 'Which device waits behind a code',
    body: z.strictObject({ code: z.string().max(32) }),
    response: LinkView,
    errors: ['not_found', 'link_expired', 'rate_limited'],
  }),
  answerLink: route({
    method: 'POST',
    path: '/v1/links/answer',
    auth: 'member',
    summary: 'Approve a new device (signed, with the member key wrapped to it) or refuse it',
    body: z.discriminatedUnion('answer', [
      z.strictObject({ answer: z.literal('approve'), link: LinkId, entry: ChainEntry, wrap: MemberWrap }),
      z.strictObject({ answer: z.literal('refuse'), link: LinkId }),
    ]),
    response: Done,
    errors: ['not_found', 'link_expired', 'chain_invalid'],
  }),
  people: route({
    method: 'GET',
    path: '/v1/people',
    auth: 'owner',
    summary: 'Who is here and who is invited',
    response: z.strictObject({ people: z.array(PersonView) }),
    errors: ['forbidden'],
  }),
  invite: route({
    method: 'POST',
    path: '/v1/people',
    auth: 'owner',
    summary: 'A link for a further person: one use, 15 minutes',
    body: z.strictObject({ name: PersonName }),
    response: Invitation,
    errors: ['forbidden', 'rate_limited'],
  }),
  unlockState: route({
    method: 'GET',
    path: '/v1/unlock',
    auth: 'member',
    summary: 'Whether your vault is open here',
    response: UnlockState,
    errors: ['vault_unavailable'],
  }),
  unlockChallenge: route({
    method: 'POST',
    path: '/v1/unlock/challenge',
    auth: 'member',
    summary: 'A challenge to unlock with',
    response: UnlockChallenge,
    errors: ['vault_unavailable', 'rate_limited'],
  }),
  unlock: route({
    method: 'POST',
    path: '/v1/unlock',
    auth: 'member',
    summary: 'Open the vault for the purposes that you switch on',
    body: UnlockRequest,
    response: UnlockState,
    errors: ['challenge_expired', 'unlock_invalid', 'vault_key_mismatch', 'vault_unavailable'],
  }),
  lock: route({
    method: 'DELETE',
    path: '/v1/unlock',
    auth: 'member',
    summary: 'Close the vault now',
    response: UnlockState,
    errors: ['vault_unavailable'],
  }),
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

export type Routes = typeof routes;
export type RouteName = keyof Routes;
