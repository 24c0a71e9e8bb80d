import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { collect, engineAcceptance, requestForSpec, troubleIn } from '../acceptance.js';
import { type ChatAnswer, events, json, type ModelServer, startModelServer } from '../testing/model-server.js';
import { OllamaEngine, type OllamaSettings } from './ollama.engine.js';

const talks: ChatAnswer = (response) => {
  const { say, finish } = events(response);
  for (const text of ['⟨med', 'ium⟩\n', 'A yes came first, ', 'then the looking. ', 'What was there before the yes?']) say(text);
  finish();
};

engineAcceptance('The Ollama engine before a server of its own', async () => {
  const server = await startModelServer(talks);
  const engine = new OllamaEngine({ ollamaUrl: server.url, model: undefined, firstTokenMs: 5_000 });
  return {
    engine,
    close: async () => {
      engine.close();
      await server.close();
    },
  };
});

describe('The Ollama engine', () => {
  let server: ModelServer;
  let engine: OllamaEngine;
  const begin = (settings: Partial<OllamaSettings> = {}) => {
    engine = new OllamaEngine({ ollamaUrl: server.url, model: undefined, firstTokenMs: 5_000, ...settings });
    return engine;
  };
  const trouble = async () => troubleIn(engine.answer(await requestForSpec('I said yes again.')));

  beforeEach(async () => {
    server = await startModelServer(talks);
    begin();
  });
  afterEach(async () => {
    engine.close();
    await server.close();
  });

  it('sends the prompt of the pattern, the words and the limit, and nothing about this machine', async () => {
    await collect(engine.answer(await requestForSpec('I said yes again.', { pattern: 'strategic', maxTokens: 600 })));
    const chat = server.received.find(({ path }) => path === '/v1/chat/completions');
    const body = JSON.parse(chat?.body ?? '{}');
    expect(body).toMatchObject({ model: 'small:latest', stream: true, max_tokens: 600 });
    expect(body.messages.at(-1)).toEqual({ role: 'user', content: 'I said yes again.' });
    expect(body.messages[0].content).toContain('strategic');
    const told = Object.keys(chat?.headers ?? {}).filter((name) => /stainless|user-agent|organization|project/.test(name));
    expect(told).toEqual([]);
  });

  it('keeps its connection', async () => {
    await collect(engine.answer(await requestForSpec('One.')));
    await collect(engine.answer(await requestForSpec('Two.')));
    expect(server.received.filter(({ headers }) => headers.connection === 'keep-alive')).toHaveLength(3);
  });

  it('tells a server that is gone', async () => {
    await server.close();
    expect(await trouble()).toBe('no_model_server');
    expect(await engine.state()).toEqual({ engine: 'local', trouble: 'no_model_server' });
  });

  it('tells a server that went after it was seen', async () => {
    expect(await engine.state()).toEqual({ engine: 'ollama', model: 'small:latest' });
    await server.close();
    expect(await trouble()).toBe('no_model_server');
    expect(await engine.state()).toEqual({ engine: 'local', trouble: 'no_model_server' });
  });

  it('tells a model that the server does not list', async () => {
    engine.close();
    begin({ model: 'large' });
    expect(await engine.state()).toEqual({ engine: 'local', trouble: 'model_missing' });
    expect(await trouble()).toBe('model_missing');
  });

  it('tells a model that went after it was seen', async () => {
    server.chat = (response) => json(response, 404, { error: { message: 'model "small:latest" not found, try pulling it first' } });
    expect(await trouble()).toBe('model_missing');
  });

  it('tells a first token that does not come', async () => {
    engine.close();
    begin({ firstTokenMs: 150 });
    server.chat = () => undefined;
    expect(await trouble()).toBe('slow_first_token');
  });

  it('does not take headers or empty chunks for a first token', async () => {
    engine.close();
    begin({ firstTokenMs: 150 });
    server.chat = (response) => void events(response).say('');
    expect(await trouble()).toBe('slow_first_token');
  });

  it('tells a socket that was cut in the middle', async () => {
    server.chat = (response) => {
      events(response).say('A yes came ');
      response.socket?.end();
    };
    expect(await trouble()).toBe('stream_cut');
  });

  it('tells a socket that was reset before the first word', async () => {
    server.chat = (response) => {
      events(response);
      response.write(': waiting\n\n', () => response.socket?.resetAndDestroy());
    };
    expect(await trouble()).toBe('stream_cut');
  });

  it('tells a stream that ends without having been finished', async () => {
    server.chat = (response) => {
      events(response).say('A yes came first.');
      response.end();
    };
    expect(await trouble()).toBe('stream_cut');
  });

  it('tells a stream that stops coming', async () => {
    engine.close();
    begin({ firstTokenMs: 150 });
    server.chat = (response) => void events(response).say('A yes came ');
    expect(await trouble()).toBe('stream_cut');
  });

  it.each([
    ['a reply', ''],
    ['thinking', '<think>'],
  ])('ends %s that has no end', async (_, beginning) => {
    const gone = new Promise<void>((resolve) => {
      server.chat = async (response) => {
        const { say } = events(response);
        response.once('close', resolve);
        for (say(beginning); !response.destroyed; await new Promise(setImmediate)) say('A yes came first. '.repeat(50));
      };
    });
    expect(await trouble()).toBe('stream_cut');
    await gone;
  });

  it('does not hurry a reader who takes long over a draft', async () => {
    engine.close();
    begin({ firstTokenMs: 150 });
    const drafts: string[] = [];
    for await (const draft of engine.answer(await requestForSpec('I said yes again.'))) {
      if (drafts.length === 0) await new Promise((resolve) => setTimeout(resolve, 300));
      drafts.push(draft.forTheGate());
    }
    expect(drafts.join('')).toContain('What was there');
  });

  it.each([
    [400, 'the request exceeds the available context size, try increasing it'],
    [400, "This model's maximum context length is 4096 tokens"],
    [500, 'input length exceeds the context length'],
  ])('tells words that are too long for the model (%i, %s)', async (status, message) => {
    server.chat = (response) => json(response, status, { error: { message } });
    expect(await trouble()).toBe('context_too_long');
  });

  it('tells a model that has no room left for a first word', async () => {
    server.chat = (response) => events(response).finish('length');
    expect(await trouble()).toBe('context_too_long');
  });

  it.each([429, 503])('tells a server that is busy (%i)', async (status) => {
    server.chat = (response) => json(response, status, { error: { message: 'server busy, please try again' } });
    expect(await trouble()).toBe('busy');
  });

  it('takes a reply that reached its limit as it is', async () => {
    server.chat = (response) => {
      const { say, finish } = events(response);
      say('A yes came first.');
      finish('length');
    };
    expect(await trouble()).toBeUndefined();
  });

  it('goes to no other address when the server redirects', async () => {
    const elsewhere = await startModelServer(talks);
    server.chat = (response) => void response.writeHead(307, { location: `${elsewhere.url}/v1/chat/completions` }).end();
    expect(await trouble()).toBe('no_model_server');
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  it('gives no model what was sent on after a crisis answer', async () => {
    await expect(collect(engine.answer(await requestForSpec('I want to die.', { help: true })))).rejects.toThrow('no model');
    expect(server.received).toEqual([]);
  });

  it('leaves out what a model writes to itself', async () => {
    server.chat = (response) => {
      const { say, finish } = events(response);
      for (const text of ['<th', 'ink>They should', ' rest.</thi', 'nk>\n\nA yes ', 'came first.']) say(text);
      finish();
    };
    expect((await collect(engine.answer(await requestForSpec('I said yes again.')))).join('')).toBe('A yes came first.');
  });

  it('lets the server know when it is aborted', async () => {
    const controller = new AbortController();
    const gone = new Promise<void>((resolve) => {
      server.chat = (response) => {
        events(response).say('A yes came ');
        response.once('close', resolve);
      };
    });
    for await (const _ of engine.answer(await requestForSpec('I said yes again.', { signal: controller.signal }))) controller.abort();
    await gone;
  });
});
