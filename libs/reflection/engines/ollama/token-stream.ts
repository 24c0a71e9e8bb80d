import { createParser, type EventSourceParser } from 'eventsource-parser';
import { EngineFailure } from '../failure.js';
import { breakOf } from './troubles.js';

/** Far more than the tokens that are asked for can be. A server that does not stop by itself would fill the memory, and hold the turn for ever. */
const MOST_CHARACTERS = 64 * 1024;
/** Of one event that never ends. */
const LARGEST_EVENT = 256 * 1024;

/** A chunk of OpenAI's chat completion, as far as it is read; a server may leave out or null any of it. */
type Chunk = {
  choices?: { delta?: { content?: unknown } | null; finish_reason?: unknown }[] | null;
  error?: { message?: unknown } | string | null;
};

/**
 * The model's text as it comes: whatever one read of the connection brought is one piece, because a hop for each token
 * would cost more than everything else that is done with it. Ends well only where the model said that it was finished:
 * a stream that just stops, or is stopped, was cut.
 * @throws EngineFailure
 */
export async function* textOf(response: Response): AsyncIterable<string> {
  const reading = new Reading();
  const decoder = new TextDecoder();
  const { body } = response;
  if (!body) throw new EngineFailure('stream_cut');
  try {
    for await (const bytes of body.values({ preventCancel: true })) {
      const text = reading.take(decoder.decode(bytes, { stream: true }));
      if (reading.characters > MOST_CHARACTERS) break;
      if (text !== '') yield text;
    }
  } catch (error) {
    throw new EngineFailure(breakOf(error, reading.characters > 0), { cause: error });
  } finally {
    // What is given up is let go of. That it was broken already is told above, or wanted.
    body.cancel().catch(() => undefined);
  }
  if (reading.characters === 0 && reading.ended === 'length') throw new EngineFailure('context_too_long');
  if (reading.characters === 0 || !reading.ended) throw new EngineFailure('stream_cut');
}

/** Events of one stream, taken apart. */
class Reading {
  characters = 0;
  ended: string | undefined;
  private text = '';
  private readonly parser: EventSourceParser = createParser({
    maxBufferSize: LARGEST_EVENT,
    onEvent: ({ data }) => this.event(data),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw error;
    },
  });

  take(decoded: string): string {
    this.text = '';
    this.parser.feed(decoded);
    return this.text;
  }

  private event(data: string): void {
    if (data.startsWith('[DONE]')) return;
    const { choices, error } = JSON.parse(data) as Chunk;
    if (error) throw new Error(messageOf(error));
    const choice = choices?.[0];
    const content = choice?.delta?.content;
    if (typeof choice?.finish_reason === 'string') this.ended = choice.finish_reason;
    if (typeof content !== 'string') return;
    this.text += content;
    this.characters += content.length;
  }
}

const messageOf = (error: NonNullable<Chunk['error']>): string => {
  const message = typeof error === 'string' ? error : error.message;
  return typeof message === 'string' ? message : 'The model server met an error.';
};
