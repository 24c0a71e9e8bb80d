import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { MirrorError } from '#libs/contracts/index.js';
import { asMirrorError } from './problem.filter.js';

/**
 * Answers with one JSON document a line, each as it comes. The first is awaited before the head is sent, so that what
 * fails at once is a problem with its status, not a broken stream. Ends the source when the reader goes.
 */
export const sendLines = async <Line>(
  reply: FastifyReply,
  lines: AsyncIterable<Line>,
  lastLine: (error: MirrorError) => Line,
): Promise<void> => {
  const source = lines[Symbol.asyncIterator]();
  let next = await source.next();
  reply.hijack();
  const { raw } = reply;
  raw.on('close', () => void source.return?.());
  raw.writeHead(200, {
    ...reply.getHeaders(),
    'Content-Type': 'application/x-ndjson; charset=utf-8',
    'Cache-Control': 'no-store',
  } as Record<string, string>);
  try {
    while (!next.done && !raw.destroyed) {
      // Backpressure: a reader that does not read must not fill the memory.
      if (!raw.write(`${JSON.stringify(next.value)}\n`)) await drained(raw);
      next = await source.next();
    }
  } catch (error) {
    raw.write(`${JSON.stringify(lastLine(asMirrorError(error)))}\n`);
  }
  raw.end();
};

/** Once there is room again, or nobody to write to. Leaves no listener behind: a slow reader makes this wait many times. */
const drained = (raw: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      raw.off('drain', go).off('close', go);
      resolve();
    };
    raw.on('drain', go).on('close', go);
  });
