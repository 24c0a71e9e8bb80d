import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/platform/database/index.js';
import { asMirrorError } from '#libs/platform/http/index.js';

const EVERY_MS = 60_000;

/** Clears away what expired, once a minute. Nothing's correctness rests on it: every question looks at the time itself. */
@Injectable()
export class Sweep implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #log = new Logger(Sweep.name);
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.run().catch((error: unknown) => this.#log.warn({ what: 'sweep_failed', code: asMirrorError(error).code }));
    }, EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  async run(): Promise<void> {
    await this.unitOfWork.run({ role: 'gateway' }, (tx) => tx.query('select access.sweep()', []));
  }
}
