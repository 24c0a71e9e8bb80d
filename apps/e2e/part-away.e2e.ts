import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { calls, type Problem } from '#libs/contracts/index.js';
import { Person, the } from './person.js';
import { SplitNode } from './split/split-node.js';
import { onlySplit } from './suites.js';

const names = Object.values(calls).map(({ name }) => name);

/** What a person is told: never a name that only the parts know. */
const expectInWords = ({ title, detail, next }: Problem): void => {
  for (const name of names) expect(`${title} ${detail} ${next}`).not.toContain(name);
};

onlySplit('a node of which all processes of a role are away', () => {
  let node: SplitNode;
  let owner: Person;
  beforeAll(async () => {
    node = await SplitNode.start();
    owner = await Person.owner(node);
  });
  afterAll(async () => {
    owner?.client.close();
    await node?.remove();
  });

  it.each(['vault', 'gate'] as const)(
    'says to who writes that the %s does not answer, and answers them when it is back',
    async (role) => {
      await node.the(role).kill();
      const { events } = await owner.reflect('Is anybody there?');
      const { problem } = the({ events, text: '' }, 'problem');
      expect(problem.code).toBe(`${role}_unavailable`);
      expectInWords(problem);
      node.the(role).start();
      await node.the(role).ready();
      expect(the(await owner.reflect('And now?'), 'settled').outcome).toBe('answered');
    },
    120_000,
  );
});
