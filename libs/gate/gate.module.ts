import { Module } from '@nestjs/common';
import { GateService } from './gate.service.js';
import { GateStamper } from './gate.stamper.js';

/** The role `gate`. Needs the bus; has no table and opens nothing. */
@Module({ providers: [GateStamper, GateService] })
export class GateModule {}
