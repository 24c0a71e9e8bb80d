import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a model does when asked: its pieces, one after another, and how it ends. */
export type Script = { pieces: readonly string[]; end?: 'well' | 'cut' | 'hang'; pauseMs?: number; status?: number; body?: unknown };

/**
 * Ollama's endpoints with a script in place of a model: a real server on a real socket, for what a real model does only
 * by chance (to cite studies, to break off, to be silent).
 */
export class ModelServer {
  /** The bodies that it was asked with. */
  readonly asked: unknown[] = [];
  private constructor(
    private readonly server: Server,
    private readonly model: string,
    private readonly answer: (prompt: string) => Script,
  ) {
    server.on('request', (request, response) => void this.route(request, response));
  }

  static async start(answer: (prompt: string) => Script, model = 'scripted:1b', port = 0): Promise<ModelServer> {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new ModelServer(server, model, answer);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.url === '/api/tags') return json(response, 200, { models: [{ name: this.model, model: this.model }] });
    if (request.url === '/v1/models') return json(response, 200, { object: 'list', data: [{ id: this.model, object: 'model' }] });
    if (request.url !== '/v1/chat/completions') return json(response, 200, { version: '0.0.0' });
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { messages: { content: string }[] };
    this.asked.push(body);
    await this.speak(response, this.answer(body.messages.at(-1)?.content ?? ''));
  }

  private async speak(response: ServerResponse, { pieces, end = 'well', pauseMs = 0, status = 200, body }: Script): Promise<void> {
    if (status !== 200) return json(response, status, body);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const content of pieces) {
      response.write(`data: ${JSON.stringify(chunk(this.model, { content }))}\n\n`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    if (end === 'hang') return;
    if (end === 'cut') return void response.destroy();
    response.end(`data: ${JSON.stringify(chunk(this.model, {}, 'stop'))}\n\ndata: [DONE]\n\n`);
  }
}

const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

const chunk = (model: string, delta: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model,
  choices: [{ index: 0, delta, finish_reason: finish }],
});
