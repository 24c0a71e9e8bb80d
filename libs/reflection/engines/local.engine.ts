import { mirror } from '../domain/local/index.js';
import { uncertaintyMarks } from '../domain/prompts/index.js';
import { Draft } from './draft.js';
import type { Engine, EngineRequest, EngineState } from './engine.js';

/** The mirror that needs no model, as an engine: always there, on the spot, deterministic. */
export class LocalEngine implements Engine {
  readonly kind = 'local';

  async state(): Promise<EngineState> {
    return { engine: 'local' };
  }

  async *answer({ words, context, pattern, help, signal }: EngineRequest): AsyncIterable<Draft> {
    const earlier = context.map((turn) => ({ words: turn.words.text, reply: turn.reply.map(({ text }) => text).join('') }));
    const { sentences, uncertainty } = mirror({ words: words.text, pattern, context: earlier, ...(help ? { help } : {}) });
    const pieces = [`${uncertaintyMarks[uncertainty]}\n`, ...sentences.map((sentence, index) => (index === 0 ? sentence : ` ${sentence}`))];
    for (const piece of pieces) {
      if (signal.aborted) return;
      yield new Draft(piece);
    }
  }
}
