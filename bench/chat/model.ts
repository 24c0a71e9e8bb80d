import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { COMPLETING, type Script, type Seen, tokensOf } from './script.js';

/** A process of its own: Ollama's addresses with a script in place of a model, which notes when it was asked and when it spoke. */
let script: Script = { sentences: 1, pauseMs: 0 };
const model = 'scripted:1b';

const chunk = (delta: object, finish_reason: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const piece of request.setEncoding('utf8')) body += piece;
  return body;
};

/** Token by token, each on its own: after its pause, or at once, as fast as the connection takes them. */
const speak = async (response: ServerResponse, { sentences, pauseMs }: Script): Promise<bigint> => {
  const start = performance.now();
  let completed = 0n;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const [index, content] of tokensOf(sentences).entries()) {
    const wait = start + index * pauseMs - performance.now();
    await (wait > 0 ? setTimeout(wait) : setImmediate());
    if (index === COMPLETING) completed = process.hrtime.bigint();
    response.write(chunk({ content }));
  }
  response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
  return completed;
};

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await bodyOf(request);
  const asked = process.hrtime.bigint();
  if (request.url !== '/v1/chat/completions') {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ models: [{ name: model, model }] }));
    return;
  }
  const completed = await speak(response, script);
  process.send?.({ asked: String(asked), completed: String(completed), body } satisfies Seen);
};

const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
await once(server, 'listening');
process.on('message', (said: Script) => {
  script = said;
});
process.on('disconnect', () => process.exit());
process.send?.({ port: (server.address() as AddressInfo).port });
