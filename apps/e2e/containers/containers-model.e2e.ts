import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import type { TurnEvent } from '#libs/sdk/index.js';
import { Person } from '../person.js';
import { ContainerNode } from './container-node.js';
import { hasImage } from './engine.js';
import { onlyContainers } from './suite.js';

/** What an administrator is told to expect: from the command to the first words of a reply. */
const FIRST_TURN_MS = 180_000;

const words = 'I said yes again, and I was angry at how quick the yes was.';

jest.setTimeout(300_000);

// Ollama's own image brings no model, and a container of this file reaches no place to have one from.
const isThere = process.env.MIRROR_TEST_OLLAMA_IMAGE !== undefined && (await hasImage('ollama/ollama'));

onlyContainers('a model in a container of its own', () => {
  (isThere ? describe : describe.skip)('(needs MIRROR_TEST_OLLAMA_IMAGE, an image of Ollama with a model inside)', () => {
    let node: ContainerNode;
    let began: number;

    beforeAll(async () => {
      began = performance.now();
      node = await ContainerNode.start({ model: 'ollama' });
    });
    afterAll(() => node?.remove());

    it('is found, asked, and heard within three minutes of the command; and stops when it is told to', async () => {
      const person = await Person.owner(node);
      const seen: TurnEvent[] = [];
      let heardAfterMs = Number.POSITIVE_INFINITY;
      const reply = person.client.reflect({ session: newId<SessionId>(), text: words, pattern: 'exploratory' });
      for await (const event of reply) {
        seen.push(event);
        if (event.type !== 'segment' || heardAfterMs < Number.POSITIVE_INFINITY) continue;
        heardAfterMs = performance.now() - began;
        await reply.cancel();
      }
      expect(seen).toContainEqual(expect.objectContaining({ type: 'engine', engine: 'ollama' }));
      expect(heardAfterMs).toBeLessThan(FIRST_TURN_MS);
      expect(seen.at(-1)).toMatchObject({ type: 'settled', outcome: expect.stringMatching(/^(cancelled|answered|blocked)$/) });
    });
  });
});
