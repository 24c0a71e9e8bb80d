import { Injectable, type OnModuleInit } from '@nestjs/common';
import { gateCalls, type ReplyId, reflectionCalls, type SessionId, type TurnId, vaultCalls } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { Health, type PartHealth } from '#libs/platform/health/index.js';

/** The roles behind the gateway, asked over the bus as a turn would: each has to answer before a turn can be taken. */
@Injectable()
export class Parts implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly health: Health,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.health.register('vault', () => this.vault());
    this.health.register('gate', () => this.gate());
    this.health.register('engine', () => this.engine());
  }

  private async vault(): Promise<PartHealth> {
    await this.bus.for('gateway').call(vaultCalls.identity, {});
    return { ready: true };
  }

  /** A word of nobody's, checked and stamped: what fails here would fail each turn. */
  private async gate(): Promise<PartHealth> {
    const ids = { session: newId<SessionId>(), turn: newId<TurnId>(), reply: newId<ReplyId>() };
    const { verdict } = await this.bus
      .for('gateway')
      .call(gateCalls.input, { ...ids, text: 'Ready?', goOn: false, region: this.config.region });
    return { ready: verdict === 'cleared' };
  }

  /** Never a reason to be unready: without a model the local engine answers. */
  private async engine(): Promise<PartHealth> {
    const { engine, model, trouble } = await this.bus.for('gateway').call(reflectionCalls.engine, {});
    return { ready: true, detail: [engine, model, trouble].filter(Boolean).join(', ') };
  }
}
