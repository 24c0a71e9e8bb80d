/**
 * The engines: what turns cleared words into drafts of a mirrorback. Owns the port, its adapters (the local mirror, and
 * Ollama through the openai client) and how their troubles are told apart. Gives out only drafts, which nothing but
 * the gate may read; reaches no host but the configured model server.
 */
export { Draft } from './draft.js';
export type { Engine, EngineRequest, EngineState, Exchange } from './engine.js';
export { EngineFailure } from './failure.js';
export { LocalEngine } from './local.engine.js';
export { OllamaEngine } from './ollama/ollama.engine.js';
