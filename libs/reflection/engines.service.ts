import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { reflectionCalls } from '#libs/contracts/index.js';
import { Answers, type CallReply } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { type Engine, type EngineState, LocalEngine, OllamaEngine } from './engines/index.js';

/** The engine for a turn, and what is known of it. */
export type Chosen = { engine: Engine; state: EngineState };

/** Who answers: the model where there is one, else the local engine, which is always there. */
@Injectable()
export class EnginesService implements OnModuleDestroy {
  readonly local: Engine = new LocalEngine();
  private readonly model: OllamaEngine;
  /** Whether a model is to be expected: named by the administrator, or met before. Without one the local engine is no trouble. */
  private expected: boolean;

  constructor(config: Config) {
    this.model = new OllamaEngine(config);
    this.expected = config.model !== undefined || config.onEngineTrouble === 'interrupt';
  }

  /** Which engine answers now. `trouble` says why it is not the model. */
  @Answers(reflectionCalls.engine)
  state(): Promise<CallReply<typeof reflectionCalls.engine>> {
    return this.model.state();
  }

  onModuleDestroy(): void {
    this.model.close();
  }

  /** `withoutModel`: for words that no model may have. */
  async choose(withoutModel: boolean): Promise<Chosen> {
    if (withoutModel) return { engine: this.local, state: { engine: 'local' } };
    const state = await this.model.state();
    if (state.engine === 'ollama') {
      this.expected = true;
      return { engine: this.model, state };
    }
    return { engine: this.local, state: this.expected ? state : { engine: 'local' } };
  }
}
