import { MirrorError, type Route, type RouteName, routes, TurnFrame } from '#libs/contracts/index.js';
import { parseJson, readProblem } from './answers.js';
import { readLines } from './ndjson.js';
import { type Credentials, Proofs } from './proofs.js';
import type { PlainRouteName, RequestOf, ResponseOf, StreamRouteName } from './typed-routes.js';

type AnyRequest = { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown };

/** After that a request counts as lost. Streams have no end of their own; the connection tells when they break. */
const TIMEOUT_MS = 30_000;

/** The route's address with parameters filled in and encoded, so that no value leaves its place in the path. */
const addressOf = (origin: string, route: Route, { params = {}, query = {} }: AnyRequest): string => {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const url = new URL(path, origin);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url.href;
};

/** One node over HTTP: typed by the routes table, each request with a proof of its own. Knows no tokens and no device. */
export class Transport {
  readonly #proofs = new Proofs();

  constructor(
    readonly origin: string,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  async request<Name extends PlainRouteName>(name: Name, request: RequestOf<Name>, credentials?: Credentials): Promise<ResponseOf<Name>> {
    const response = await this.#send(name, request as AnyRequest, credentials, AbortSignal.timeout(TIMEOUT_MS));
    const text = await response.text().catch((cause) => {
      throw new MirrorError('unreachable', 'The answer broke off.', { cause });
    });
    return parseJson(routes[name].response, text) as ResponseOf<Name>;
  }

  /** The frames of one turn, once the node began to answer. Ends early where the connection breaks: the reader sees what is missing. */
  async stream<Name extends StreamRouteName>(
    name: Name,
    request: RequestOf<Name>,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<TurnFrame, void>> {
    const { body } = await this.#send(name, request as AnyRequest, credentials, signal);
    if (!body) throw new MirrorError('response_invalid', 'The answer is empty.');
    return readFrames(body);
  }

  /** The proof for the first frame of the WebSocket, and the address it speaks for. */
  streamProof(credentials: Credentials, nonce: string): Promise<string> {
    return this.#proofs.make(credentials, 'GET', `${this.origin}/v1/stream`, nonce);
  }

  async #send(name: RouteName, request: AnyRequest, credentials: Credentials | undefined, signal: AbortSignal): Promise<Response> {
    const nonce = this.#proofs.nonce;
    const response = await this.#once(routes[name], request, credentials, signal);
    this.#proofs.remember(response.headers.get('DPoP-Nonce'));
    // The one answer that tells what is wrong in the shape of its contract.
    if (response.ok || (name === 'ready' && response.status === 503)) return response;
    const refusal = await readProblem(response);
    // RFC 9449 §8: once again with the nonce that came along. Only if it is a new one, so that this never goes round.
    if (refusal.code !== 'nonce_required' || this.#proofs.nonce === nonce) throw refusal;
    const second = await this.#once(routes[name], request, credentials, signal);
    this.#proofs.remember(second.headers.get('DPoP-Nonce'));
    if (second.ok) return second;
    throw await readProblem(second);
  }

  async #once(route: Route, request: AnyRequest, credentials: Credentials | undefined, signal: AbortSignal): Promise<Response> {
    const url = addressOf(this.origin, route, request);
    const headers = new Headers({ Accept: route.stream ? 'application/x-ndjson' : 'application/json' });
    if (credentials) headers.set('DPoP', await this.#proofs.make(credentials, route.method, url));
    if (credentials?.token) headers.set('Authorization', `DPoP ${credentials.token}`);
    const body = route.body ? JSON.stringify(parseBody(route, request.body)) : undefined;
    if (body !== undefined) headers.set('Content-Type', 'application/json');
    try {
      // A redirect would carry token and words to where the proof does not belong.
      return await this.fetch(url, {
        method: route.method,
        headers,
        body: body ?? null,
        signal,
        redirect: 'error',
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
      });
    } catch (cause) {
      throw new MirrorError('unreachable', undefined, { cause });
    }
  }
}

async function* readFrames(body: ReadableStream<Uint8Array>): AsyncGenerator<TurnFrame, void> {
  try {
    for await (const line of readLines(body)) yield parseJson(TurnFrame, line);
  } catch (cause) {
    if (cause instanceof MirrorError) throw cause;
    throw new MirrorError('unreachable', 'The answer broke off.', { cause });
  }
}

/** A body that does not fit is a mistake of the caller and is not sent. */
const parseBody = (route: Route, body: unknown): unknown => {
  const parsed = route.body?.safeParse(body);
  if (parsed?.success) return parsed.data;
  const [issue] = parsed?.error?.issues ?? [];
  throw new MirrorError('invalid_request', `body.${issue?.path.join('.') ?? ''} does not fit its contract (${issue?.code}).`);
};
