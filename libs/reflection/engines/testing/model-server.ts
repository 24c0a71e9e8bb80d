import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request brought. */
export type Received = { readonly path: string; readonly body: string; readonly headers: http.IncomingHttpHeaders };

/** How a chat request is answered; it may stop anywhere, or never begin. */
export type ChatAnswer = (response: http.ServerResponse, received: Received) => void | Promise<void>;

/** A model server on a real socket that answers as it is told: for the states that a real model seldom shows. */
export type ModelServer = { readonly url: string; readonly received: Received[]; chat: ChatAnswer; tags: unknown; close(): Promise<void> };

const bodyOf = async (request: http.IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

export const json = (response: http.ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** Server-sent events in OpenAI's shape. */
export const events = (response: http.ServerResponse) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (delta: object, finish_reason: string | null = null) =>
    response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })}\n\n`,
    );
  return {
    say: (content: string) => send({ content }),
    finish: (reason = 'stop') => {
      send({}, reason);
      response.end('data: [DONE]\n\n');
    },
  };
};

export const startModelServer = async (chat: ChatAnswer): Promise<ModelServer> => {
  const received: Received[] = [];
  const server = http.createServer(async (request, response) => {
    const got = { path: request.url ?? '', body: await bodyOf(request), headers: request.headers };
    received.push(got);
    if (got.path === '/api/tags') json(response, 200, model.tags);
    else await model.chat(response, got);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const model: ModelServer = {
    url: `http://127.0.0.1:${port}`,
    received,
    chat,
    tags: { models: [{ name: 'small:latest' }] },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return model;
};
