import { Agent, type IncomingMessage, request } from 'node:http';
import type { ModelProcess } from './model-process.js';
import { COMPLETING } from './script.js';
import type { Times } from './times.js';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** The anchor: the same request to the model itself, and its stream read token by token with nothing in between. */
export const straight = async (model: ModelProcess, body: string): Promise<Times & { text: string }> => {
  const seen = model.next();
  const sent = process.hrtime.bigint();
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${model.url}/v1/chat/completions`, { agent, method: 'POST', headers }, resolve).on('error', reject).end(body);
  });
  const read = await readTokens(response);
  const { asked, completed } = await seen;
  return { sent, asked: BigInt(asked), completed: BigInt(completed), ...read };
};

const readTokens = async (response: IncomingMessage): Promise<{ segment: bigint; whole: bigint; text: string }> => {
  let [rest, text, tokens, segment] = ['', '', 0, 0n];
  for await (const piece of response.setEncoding('utf8')) {
    const events = (rest + piece).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      if (event === 'data: [DONE]') continue;
      text += JSON.parse(event.slice('data: '.length)).choices[0].delta.content ?? '';
      if (tokens++ === COMPLETING) segment = process.hrtime.bigint();
    }
  }
  return { segment, whole: process.hrtime.bigint(), text: text.replace(/^⟨low⟩\n/, '') };
};
