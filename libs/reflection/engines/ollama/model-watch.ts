import { z } from 'zod';
import type { EngineTrouble } from '#libs/contracts/index.js';

/** What is known of the model server: which model answers, or what stands in the way. */
export type ModelState = { readonly model: string } | { readonly trouble: EngineTrouble };

/** `GET /api/tags`, as far as it is read. */
const Tags = z.object({
  models: z.array(
    z.object({
      name: z.string().min(1).max(200),
      /** Set where Ollama passes requests on to its cloud. */
      remote_host: z.string().optional(),
      details: z.object({ family: z.string().optional() }).optional(),
    }),
  ),
});
type Tag = z.infer<typeof Tags>['models'][number];

const WELL_MS = 15_000;
const TROUBLED_MS = 3_000;
const PATIENCE_MS = 2_000;

/** Ollama's cloud models look like local ones and send the words away: never chosen, not even by name. */
const isRemote = ({ name, remote_host }: Tag): boolean => Boolean(remote_host) || /[:-]cloud$/.test(name);
/** Models that make vectors and no prose. */
const isEmbedder = ({ name, details }: Tag): boolean => /embed|minilm|(?:^|\/)bge/i.test(name) || /bert/i.test(details?.family ?? '');
const isNamed =
  (wanted: string) =>
  ({ name }: Tag) =>
    name === wanted || name === `${wanted}:latest`;

/** Which of the server's models answers: the one that was asked for, else the first that can. */
export const choose = (tags: readonly Tag[], wanted: string | undefined): ModelState => {
  const able = tags.filter((tag) => !isRemote(tag));
  const chosen = wanted ? able.find(isNamed(wanted)) : able.find((tag) => !isEmbedder(tag));
  return chosen ? { model: chosen.name } : { trouble: 'model_missing' };
};

/**
 * Looks after the model server in the background, from the first question on, so that no turn waits for a look: every
 * 15 s while all is well, every 3 s while it is not. Keeps no process alive.
 */
export class ModelWatch {
  private known: ModelState | undefined;
  private looking: Promise<ModelState> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly wanted: string | undefined,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  /** What was seen last; only the very first question waits for a look, 2 s at most. */
  async state(): Promise<ModelState> {
    return this.known ?? this.look();
  }

  /** A turn met a trouble: it is known from now on, and looked at again soon. */
  met(trouble: EngineTrouble): void {
    if (trouble !== 'no_model_server' && trouble !== 'model_missing') return;
    this.known = { trouble };
    this.lookLater(TROUBLED_MS);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private look(): Promise<ModelState> {
    this.looking ??= this.ask().then((state) => {
      this.known = state;
      this.looking = undefined;
      this.lookLater('model' in state ? WELL_MS : TROUBLED_MS);
      return state;
    });
    return this.looking;
  }

  private lookLater(ms: number): void {
    clearTimeout(this.timer);
    if (!this.closed) this.timer = setTimeout(() => void this.look(), ms).unref();
  }

  private async ask(): Promise<ModelState> {
    try {
      const response = await this.fetch(`${this.url}/api/tags`, { signal: AbortSignal.timeout(PATIENCE_MS) });
      const tags = Tags.safeParse(await response.json());
      return response.ok && tags.success ? choose(tags.data.models, this.wanted) : { trouble: 'no_model_server' };
    } catch {
      return { trouble: 'no_model_server' };
    }
  }
}
