import { judgeContainers } from '../domain/containers.js';
import { lastWords } from '../domain/last-words.js';
import { look } from '../domain/verdict.js';
import type { Check } from '../examine.js';

/** Whether everything runs that belongs to a compose folder; of what does not, what it said last. */
export const containersCheck: Check = {
  name: 'containers',
  examine: async ({ place, containers, listed }) => {
    if (!containers) return [];
    const found = await listed();
    if (!found)
      return [
        look(
          'Docker does not answer this account, so the containers were not looked at.',
          'Start it (systemctl start docker), or run this as an account that may use it.',
        ),
      ];
    const resting = found.filter(({ state, status }) => state !== 'running' && !status.startsWith('Exited (0)'));
    const said = await Promise.all(resting.map(async ({ id }) => [id, lastWords(await containers.log(id))] as const));
    return judgeContainers(found, new Map(said.flatMap(([id, words]) => (words === undefined ? [] : [[id, words]]))), place.ways);
  },
};
