import type { Cleared, EngineKind, EngineTrouble, Pattern, Spoken } from '#libs/contracts/index.js';
import type { Draft } from './draft.js';

/** Which engine answers, with which model; or the local one, and what keeps the model from it. */
export type EngineState = { readonly engine: EngineKind; readonly model?: string; readonly trouble?: EngineTrouble };

/** An earlier turn of the session: what the gate let in, and what it let out. */
export type Exchange = { readonly words: Cleared; readonly reply: readonly Spoken[] };

/** What an engine gets: nothing in it is a bare string of anybody's. */
export type EngineRequest = {
  readonly words: Cleared;
  /** Oldest first; never a turn that was sent on after a crisis answer. The engine leaves out what does not fit. */
  readonly context: readonly Exchange[];
  readonly pattern: Pattern;
  readonly maxTokens: number;
  readonly signal: AbortSignal;
  /** Sent again on purpose after a crisis answer: only an engine without a model takes it. */
  readonly help?: true;
};

/**
 * A port with two adapters, `LocalEngine` and `OllamaEngine`; `engineAcceptance` is what both keep.
 * The drafts together are one reply, with its uncertainty mark (⟨low⟩, ⟨medium⟩, ⟨⟨high⟩⟩) at either end.
 */
export interface Engine {
  readonly kind: EngineKind;

  /** What is known now; never waits longer than a first look. */
  state(): Promise<EngineState>;

  /**
   * The reply as it comes. Ends quietly and promptly once `signal` is aborted.
   * @throws EngineFailure with the trouble, before or between drafts
   * @throws MirrorError `engine_unavailable` where a model would get what is never given to one
   */
  answer(request: EngineRequest): AsyncIterable<Draft>;
}
