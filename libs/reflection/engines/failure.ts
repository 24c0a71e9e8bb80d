import type { EngineTrouble } from '#libs/contracts/index.js';

const sentences: Record<EngineTrouble, string> = {
  no_model_server: 'The model server does not answer.',
  model_missing: 'The model server does not have the model.',
  slow_first_token: 'The model took too long to begin.',
  stream_cut: 'The model stopped in the middle.',
  context_too_long: 'The words and what came before them are too long for the model.',
  busy: 'The model server has too much to do.',
};

/** Why an engine gave no answer, or not a whole one. A closed set; its message holds no content. */
export class EngineFailure extends Error {
  constructor(
    readonly trouble: EngineTrouble,
    options?: { cause?: unknown },
  ) {
    super(sentences[trouble], options);
    this.name = 'EngineFailure';
  }
}
