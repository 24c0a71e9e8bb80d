import http from 'node:http';
import https from 'node:https';
import { ReadableStream } from 'node:stream/web';

/** `fetch` to one origin, and how to let go of its connections. */
export type DirectFetch = { readonly fetch: typeof globalThis.fetch; readonly close: () => void };

/**
 * A `fetch` that reaches one origin and nothing else. Unlike the global one it follows no redirect (a model server that
 * answers 307 could send a reflection anywhere), asks no proxy of the environment, and adds nothing about this machine.
 * Connections are kept alive. Bodies are strings.
 */
export const directFetch = (base: string): DirectFetch => {
  const { origin, protocol } = new URL(base);
  const transport = protocol === 'https:' ? https : http;
  const agent = new transport.Agent({ keepAlive: true, maxFreeSockets: 4 });

  const send = (url: URL, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const headers = Object.fromEntries([...new Headers(init.headers)].filter(([name]) => !/^(?:x-stainless-|user-agent)/.test(name)));
      const request = transport.request(url, { agent, headers, method: init.method ?? 'GET' });
      let answer: http.IncomingMessage | undefined;
      // An answer that is all there has nothing to stop; its connection may be on its way to the next request already.
      const abort = () => answer?.complete || request.destroy(new DOMException('The request was aborted.', 'AbortError'));
      init.signal?.addEventListener('abort', abort, { once: true });
      request.once('close', () => init.signal?.removeEventListener('abort', abort));
      request.once('response', (message) => {
        answer = message;
        resolve(responseOf(message));
      });
      // Stays for the whole of the request: an error after the headers reaches the body's reader by itself.
      request.on('error', (error: NodeJS.ErrnoException) => {
        // The server closed an idle connection just as we took it (nodejs.org/api/http.html#requestreusedsocket).
        if (request.reusedSocket && error.code === 'ECONNRESET' && !answer) resolve(send(url, init));
        else reject(error);
      });
      if (init.signal?.aborted) abort();
      else request.end(typeof init.body === 'string' ? init.body : undefined);
    });

  return {
    fetch: async (input, init = {}) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (url.origin !== origin) throw new TypeError(`Only ${origin} is reached from here.`);
      return send(url, init);
    },
    close: () => agent.destroy(),
  };
};

const NO_BODY = new Set([204, 205, 304]);

const responseOf = (message: http.IncomingMessage): Response => {
  const status = message.statusCode ?? 500;
  const headers = new Headers(
    Object.entries(message.headers).flatMap(([name, value]) => [value].flat().map((each) => [name, each ?? ''] as [string, string])),
  );
  if (NO_BODY.has(status)) {
    message.resume();
    return new Response(null, { status, headers });
  }
  return new Response(ReadableStream.from(readsOf(message)) as globalThis.ReadableStream<Uint8Array<ArrayBuffer>>, { status, headers });
};

/** All that has come at once, as one piece: `Readable.toWeb` makes each chunk of HTTP, so each token, a piece of its own. */
async function* readsOf(message: http.IncomingMessage): AsyncGenerator<Buffer> {
  // Whoever reads is told by the reading; one that nobody reads any more was given up.
  message.on('error', () => undefined);
  try {
    yield* message.iterator({ destroyOnReturn: false });
  } finally {
    message.destroy();
  }
}
