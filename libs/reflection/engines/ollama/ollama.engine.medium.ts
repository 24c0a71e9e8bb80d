import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseUncertainty } from '../../domain/prompts/index.js';
import { collect, requestForSpec, troubleIn } from '../acceptance.js';
import { OllamaEngine } from './ollama.engine.js';

/** Ollama's addresses over a real, small model; its first run installs about 325 MB into a cache folder. */
const standIn = resolve('../shared/tools/llm/up');
const withModel = existsSync(standIn) ? describe : describe.skip;

const freePort = (): Promise<number> =>
  new Promise((settle) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => settle(typeof address === 'object' && address ? address.port : 0));
    });
  });

const listening = async (server: ChildProcess): Promise<void> => {
  if (!server.stdout) return;
  for await (const line of createInterface({ input: server.stdout })) if (line.startsWith('listening')) return;
  throw new Error('The model server ended before it listened.');
};

jest.setTimeout(300_000);

withModel('The Ollama engine with a real model (skipped where ../shared/tools/llm is absent)', () => {
  let server: ChildProcess;
  let url: string;
  const engineFor = (more: { model?: string } = {}) =>
    new OllamaEngine({ ollamaUrl: url, model: undefined, firstTokenMs: 240_000, ...more });

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = spawn(standIn, [String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await listening(server);
  }, 600_000);
  afterAll(() => void server.kill());

  it('finds the model that the server has, and streams a reply of it', async () => {
    const engine = engineFor();
    expect(await engine.state()).toEqual({ engine: 'ollama', model: 'tinyllama:1.1b-chat' });
    const drafts = await collect(engine.answer(await requestForSpec('I still counted beds.', { maxTokens: 40 })));
    engine.close();
    expect(drafts.length).toBeGreaterThan(5);
    expect(parseUncertainty(drafts.join('')).text.length).toBeGreaterThan(20);
  });

  it('is let go when the turn is cancelled, so that the next one is not kept waiting', async () => {
    const engine = engineFor();
    const controller = new AbortController();
    const drafts: string[] = [];
    for await (const draft of engine.answer(await requestForSpec('I said yes again.', { maxTokens: 1_000, signal: controller.signal }))) {
      drafts.push(draft.forTheGate());
      controller.abort();
    }
    expect(drafts).toHaveLength(1);
    expect((await collect(engine.answer(await requestForSpec('I said no.', { maxTokens: 8 })))).length).toBeGreaterThan(0);
    engine.close();
  });

  it('says that another model is missing', async () => {
    const engine = engineFor({ model: 'not-there' });
    expect(await troubleIn(engine.answer(await requestForSpec('I said yes again.')))).toBe('model_missing');
    engine.close();
  });
});
