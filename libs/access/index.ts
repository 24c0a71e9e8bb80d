/**
 * Who may come in: members and their devices, invitations, linking a further device, tokens bound to device keys, and
 * the guard before every route. Owns schema `access`. Runs in the gateway; opens nothing of a member's.
 */
export { AccessModule } from './access.module.js';
export { type Admitted, Authenticator, type Presented } from './authenticator.js';
export { accessData } from './data.js';
export { type Limit, TURN_LIMIT } from './domain/limits.js';
export { Invitations } from './invitations.service.js';
export { type Identity, NodeIdentity } from './node-identity.js';
export { RateLimits } from './rate-limits.js';
export { type SocketCredentials, type SocketSession, Sockets } from './sockets.js';
