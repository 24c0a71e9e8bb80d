import type { OpenAI } from 'openai';
import { MirrorError } from '#libs/contracts/index.js';
import { messagesFor } from '../../domain/prompts/index.js';
import { Draft } from '../draft.js';
import type { Engine, EngineRequest, EngineState } from '../engine.js';
import { EngineFailure } from '../failure.js';
import { type DirectFetch, directFetch } from './direct-fetch.js';
import { ModelWatch } from './model-watch.js';
import { Patience } from './patience.js';
import { withoutThinking } from './thinking.js';
import { textOf } from './token-stream.js';
import { refusalOf } from './troubles.js';

/** What it reads of the node's settings. */
export type OllamaSettings = {
  /** Without a trailing slash. No byte is sent anywhere else. */
  readonly ollamaUrl: string;
  readonly model: string | undefined;
  /** How long a model may take to begin, and to go on, in milliseconds. */
  readonly firstTokenMs: number;
};

/** Tokens that earlier turns may take: prompt, words and reply still fit the 4,096 that Ollama gives a model by default. */
const CONTEXT_TOKENS = 1_000;
const TEMPERATURE = 0.6;
/** A local language model behind Ollama's OpenAI-compatible address. */
export class OllamaEngine implements Engine {
  readonly kind = 'ollama';
  private readonly direct: DirectFetch;
  private readonly watch: ModelWatch;
  private client: Promise<OpenAI> | undefined;

  constructor(private readonly settings: OllamaSettings) {
    this.direct = directFetch(settings.ollamaUrl);
    this.watch = new ModelWatch(settings.ollamaUrl, settings.model, this.direct.fetch);
  }

  async state(): Promise<EngineState> {
    const known = await this.watch.state();
    // Loading the client takes a while: better now, where a model was found, than while a person waits.
    if ('model' in known) void this.connect();
    return 'model' in known ? { engine: 'ollama', model: known.model } : { engine: 'local', trouble: known.trouble };
  }

  async *answer(request: EngineRequest): AsyncIterable<Draft> {
    if (request.help) throw new MirrorError('engine_unavailable', 'After a crisis answer no model is given the words.');
    const known = await this.watch.state();
    if ('trouble' in known) throw new EngineFailure(known.trouble);
    // Before the clock runs: loading our own client is not the model's slowness.
    const client = await this.connect();
    const patience = new Patience(this.settings.firstTokenMs);
    let begun = false;
    try {
      patience.start();
      for await (const text of withoutThinking(this.stream(client, known.model, request, patience.signal))) {
        if (request.signal.aborted) return;
        patience.rest();
        begun ||= text !== '';
        if (text !== '') yield new Draft(text);
        patience.start();
      }
    } catch (error) {
      if (request.signal.aborted) return;
      if (!(error instanceof EngineFailure)) throw error;
      if (patience.isOver) throw new EngineFailure(begun ? 'stream_cut' : 'slow_first_token', { cause: error });
      this.watch.met(error.trouble);
      throw error;
    } finally {
      patience.end();
    }
  }

  /** Lets go of connections and of the watch over the server. */
  close(): void {
    this.watch.close();
    this.direct.close();
  }

  /** The model's text as it comes. Aborts its request when it is left, whatever the reason. */
  private async *stream(client: OpenAI, model: string, request: EngineRequest, patience: AbortSignal): AsyncIterable<string> {
    const { words, context, pattern, maxTokens } = request;
    const messages = messagesFor({ words, context, pattern, contextTokens: CONTEXT_TOKENS });
    const signal = AbortSignal.any([request.signal, patience]);
    const asked = { model, messages, stream: true, max_tokens: maxTokens, temperature: TEMPERATURE } as const;
    const response = client.chat.completions.create(asked, { signal }).asResponse();
    yield* textOf(await response.catch(refused));
  }

  /** The client is 27 MB in memory: it is loaded once a model server was found. */
  private connect(): Promise<OpenAI> {
    this.client ??= import('openai').then(
      ({ OpenAI }) =>
        new OpenAI({
          baseURL: `${this.settings.ollamaUrl}/v1`,
          fetch: this.direct.fetch,
          maxRetries: 0,
          logLevel: 'off',
          // Given, so that none is taken from the environment and sent along.
          apiKey: 'ollama',
          adminAPIKey: null,
          organization: null,
          project: null,
        }),
    );
    return this.client;
  }
}

const refused = (error: unknown): never => {
  throw new EngineFailure(refusalOf(error), { cause: error });
};
