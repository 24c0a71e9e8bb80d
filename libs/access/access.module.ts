import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.js';
import { DeviceStandings } from './device-standings.js';
import { Devices } from './devices.service.js';
import { Enrolment } from './enrolment.service.js';
import { DevicesController } from './http/devices.http.js';
import { JoiningController } from './http/joining.http.js';
import { LinksController } from './http/links.http.js';
import { PeopleController } from './http/people.http.js';
import { UnlockController } from './http/unlock.http.js';
import { Invitations } from './invitations.service.js';
import { Links } from './links.service.js';
import { NodeIdentity } from './node-identity.js';
import { Nonces } from './nonces.js';
import { RateLimits } from './rate-limits.js';
import { SeenHandler } from './seen.handler.js';
import { Sockets } from './sockets.js';
import { Sweep } from './sweep.js';
import { Tokens } from './tokens.service.js';
import { Unlocking } from './unlocking.service.js';

/** Access, whole: it runs where the gateway runs. Needs `Bus`, `UnitOfWork` and `Config` from global modules; guards every route of the application. */
@Module({
  controllers: [JoiningController, DevicesController, LinksController, PeopleController, UnlockController],
  providers: [
    NodeIdentity,
    Nonces,
    RateLimits,
    Authenticator,
    AccessGuard,
    { provide: APP_GUARD, useExisting: AccessGuard },
    DeviceStandings,
    Sockets,
    Tokens,
    Invitations,
    Enrolment,
    Devices,
    Links,
    Unlocking,
    SeenHandler,
    Sweep,
  ],
  exports: [Authenticator, Invitations, NodeIdentity, RateLimits, Sockets],
})
export class AccessModule {}
