import { Injectable } from '@nestjs/common';
import { reflectionCalls } from '#libs/contracts/index.js';
import { Answers, type CallReply } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { type Engine, type EngineState, LocalEngine, OllamaEngine } from './engines/index.js';

/** The engine for a turn, and what is known of it. */
export type Chosen = { engine: Engine; state: EngineState };

/** Who answers: the model where there is one, else the local engine, which is always there. */
@Injectable()
export class EnginesService {
  readonly local: Engine = new LocalEngine();
  private readonly model: Engine;

  constructor(config: Config) {
    this.model = new OllamaEngine(config);
  }

  /** Which engine answers now. `trouble` says why it is not the model. */
  @Answers(reflectionCalls.engine)
  state(): Promise<CallReply<typeof reflectionCalls.engine>> {
    return this.model.state();
  }

  /** `withoutModel`: for words that no model may have. */
  async choose(withoutModel: boolean): Promise<Chosen> {
    if (withoutModel) return { engine: this.local, state: { engine: 'local' } };
    const state = await this.model.state();
    return { engine: state.engine === 'ollama' ? this.model : this.local, state };
  }
}
