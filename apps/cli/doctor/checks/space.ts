import { statfs } from 'node:fs/promises';
import { judgeSpace, type Room, readDf, size } from '../domain/space.js';
import { ok, type Verdict } from '../domain/verdict.js';
import type { Evidence } from '../evidence.js';
import type { Check } from '../examine.js';

/** Room where things are written, as far as it can be seen from here. */
export const spaceCheck: Check = {
  name: 'space',
  examine: async (evidence) => {
    const { place } = evidence;
    if (place.kind === 'embedded')
      return [...(await judged('the data folder', place.data, place.ways.free)), ...(await databaseSize(evidence))];
    if (place.kind !== 'compose') return databaseSize(evidence);
    const volume = await databaseVolume(evidence);
    const seen = volume.length > 0 ? volume : await dockersVolumes(evidence);
    const unseen = ok("Where Docker keeps its volumes can't be seen from here; the database says itself when it is full.");
    return [
      ...(await judged(place.folder, place.folder, place.ways.free)),
      ...(seen.length > 0 ? seen : [unseen]),
      ...(await databaseSize(evidence)),
    ];
  },
};

/** The volume itself, as the database's own container sees it: it need not lie where the others do. */
const databaseVolume = async ({ place, containers, listed }: Evidence): Promise<Verdict[]> => {
  const postgres = (await listed())?.find(({ service, state }) => service === 'postgres' && state === 'running');
  const room = postgres && containers ? readDf(await containers.room(postgres.id)) : undefined;
  return room ? [judgeSpace("the database's volume", room, place.ways.free)] : [];
};

const dockersVolumes = async ({ place, containers }: Evidence): Promise<Verdict[]> => {
  const docker = await containers?.dataFolder();
  return docker === undefined ? [] : judged(`Docker's volumes (${docker})`, docker, place.ways.free);
};

const judged = async (where: string, folder: string, next: string): Promise<Verdict[]> => {
  const room = await roomAt(folder);
  return room ? [judgeSpace(where, room, next)] : [];
};

/** Nothing where this account may not even ask, or Docker is on another machine. */
const roomAt = async (folder: string): Promise<Room | undefined> => {
  try {
    const { bavail, blocks, bsize, ffree, files } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, freeFiles: ffree, totalFiles: files };
  } catch {
    return undefined;
  }
};

const databaseSize = async (evidence: Evidence): Promise<Verdict[]> => {
  const database = await evidence.fact('database');
  return database ? [ok(`The database takes ${size(database.bytes)}.`)] : [];
};
