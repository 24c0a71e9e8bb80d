import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeOrigin, judgeRefusal } from '../domain/origin.js';
import { look, ok, type Verdict, wrong } from '../domain/verdict.js';
import type { Check } from '../examine.js';
import type { Place } from '../place.js';

/** Whether what belongs into the folder of an installation is there, and says what it should. */
export const folderCheck: Check = {
  name: 'folder',
  examine: async ({ place }) => {
    if (place.kind === 'compose') return composeFolder(place);
    if (place.kind === 'embedded') return dataFolder(place);
    if (place.kind === 'process') return judged(judgeOrigin(place.originText, 'the environment'), 'This process has an address to go by.');
    return [];
  },
};

const judged = (troubles: Verdict[], fine: string): Verdict[] => (troubles.length > 0 ? troubles : [ok(fine)]);

const composeFolder = async ({
  folder,
  settings,
  origin,
  originText,
  refused,
}: Extract<Place, { kind: 'compose' }>): Promise<Verdict[]> => {
  if (!(await isThere(folder))) return [wrong(`There is no folder ${folder}.`, 'Say with --folder where docker-compose.yml lies.')];
  const compose = (await isThere(join(folder, 'docker-compose.yml')))
    ? []
    : [
        look(
          `There is no docker-compose.yml in ${folder}.`,
          'Run this in the folder from which the node is started, or name it with --folder.',
        ),
      ];
  const path = join(folder, '.env');
  if (settings === undefined)
    return [
      ...compose,
      (await isThere(path))
        ? look(`${path} can't be read by this account.`, 'Run this as the account that owns it.')
        : wrong(
            `There is no ${path}: this node was not set up yet, or its settings were lost.`,
            'Run scripts/compose-init --origin https://NAME.',
          ),
    ];
  if (refused) return [...compose, judgeRefusal(refused, path)];
  const named = origin === undefined || settings.MIRROR_NAME === origin.host;
  const name = named
    ? []
    : [
        wrong(
          `MIRROR_NAME in ${path} is not the name in MIRROR_ORIGIN, which is ${origin.host}: the front answers to another name.`,
          `Write MIRROR_NAME=${origin.host} there, then docker compose up -d.`,
        ),
      ];
  return [...compose, ...judged([...judgeOrigin(originText, path), ...name], `.env says ${origin?.origin}.`)];
};

const dataFolder = async ({ data, origin, originText }: Extract<Place, { kind: 'embedded' }>): Promise<Verdict[]> => {
  if (!(await isThere(data))) return [wrong(`There is no data folder ${data}.`, 'Say with --data where it lies; scripts/start shows it.')];
  try {
    await access(data, constants.R_OK | constants.X_OK);
  } catch {
    return [look(`${data} can't be looked into by this account.`, 'Run this as the account that the node runs as.')];
  }
  if (!(await isThere(join(data, 'node.json'))))
    return [wrong(`${data} holds no node: node.json is not there.`, `scripts/start --data ${data} makes one, or refuses with the reason.`)];
  return judged(judgeOrigin(originText, join(data, 'node.json')), `${data} is the data folder of ${origin?.origin}.`);
};

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
