import { Module } from '@nestjs/common';
import { Bus } from '#libs/platform/bus/index.js';
import { AnsweringService } from './answering.service.js';
import { EnginesService } from './engines.service.js';
import { HistoryService } from './history.service.js';
import { LeaseRepository } from './lease.repository.js';
import { LeasesService } from './leases.service.js';
import { OutlineService } from './outline.service.js';
import { SessionRepository } from './session.repository.js';
import { SessionsService } from './sessions.service.js';
import { SpeakingService } from './speaking.service.js';
import { StampVerifier } from './stamp.verifier.js';
import { TurnContext } from './turn.context.js';
import { TurnEndings } from './turn.endings.js';
import { TurnOrder } from './turn.order.js';
import { TurnRepository } from './turn.repository.js';
import { TurnSealing } from './turn.sealing.js';
import { TurnService } from './turn.service.js';
import { WorkRepository } from './work.repository.js';

/** The role `reflection`: answers turns, keeps them, opens the history. */
@Module({
  providers: [
    { provide: StampVerifier, inject: [Bus], useFactory: (bus: Bus) => new StampVerifier(bus.for('reflection')) },
    TurnRepository,
    TurnSealing,
    TurnEndings,
    TurnOrder,
    TurnContext,
    LeaseRepository,
    LeasesService,
    EnginesService,
    SpeakingService,
    AnsweringService,
    TurnService,
    SessionRepository,
    WorkRepository,
    OutlineService,
    SessionsService,
    HistoryService,
  ],
})
export class ReflectionModule {}
