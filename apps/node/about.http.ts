import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type EngineView, reflectionCalls } from '#libs/contracts/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { Health } from '#libs/platform/health/index.js';
import { Endpoint, openApi, type RouteOutput } from '#libs/platform/http/index.js';

/** What a node says about itself to anybody: that it lives, what is ready, how it is spoken to. */
@Controller()
export class AboutHttp {
  private readonly bus: RoleBus;
  private readonly description: ReturnType<typeof openApi>;

  constructor(
    bus: Bus,
    private readonly config: Config,
    private readonly parts: Health,
  ) {
    this.bus = bus.for('gateway');
    this.description = openApi(config.version);
  }

  /** MirrorGate's shape. `judge_model` is null until there is a judge. */
  @Endpoint('health')
  async health(): Promise<RouteOutput<'health'>> {
    const [{ ready }, engine] = await Promise.all([this.parts.readiness(), this.engine()]);
    return { status: ready ? 'healthy' : 'degraded', version: this.config.version, judge_model: null, engine };
  }

  @Endpoint('live')
  async live(): Promise<RouteOutput<'live'>> {
    return { done: true };
  }

  /** 503 while a part is not ready, so that whoever only looks at the status knows too. */
  @Endpoint('ready')
  async ready(@Res({ passthrough: true }) response: FastifyReply): Promise<RouteOutput<'ready'>> {
    const readiness = await this.parts.readiness();
    if (!readiness.ready) response.status(503);
    return readiness;
  }

  @Endpoint('openapi')
  async openapi(): Promise<RouteOutput<'openapi'>> {
    return this.description;
  }

  /** The local engine is always there, also where its role does not answer now. */
  private async engine(): Promise<EngineView> {
    return this.bus.call(reflectionCalls.engine, {}).catch(() => ({ engine: 'local' as const }));
  }
}
