import { Module } from '@nestjs/common';
import { AccessModule } from '#libs/access/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { HistoryDesk } from './history.desk.js';
import { Silences } from './silences.js';
import { StampVerifier } from './stamp.verifier.js';
import { TurnDesk } from './turn.desk.js';
import { TurnFollowing } from './turn.following.js';
import { TurnHttp } from './turn.http.js';
import { TurnSockets } from './turn.sockets.js';

/** Turns and history as clients meet them. Runs in the gateway: asks, verifies and hands on, opens nothing. */
@Module({
  imports: [AccessModule],
  controllers: [TurnHttp],
  providers: [
    { provide: StampVerifier, inject: [Bus], useFactory: (bus: Bus) => new StampVerifier(bus.for('gateway')) },
    Silences,
    TurnFollowing,
    TurnDesk,
    HistoryDesk,
    TurnSockets,
  ],
})
export class ReflectionGatewayModule {}
