import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { MirrorError, Role } from '#libs/contracts/index.js';
import { defaultDataFolder } from '#libs/platform/config/default-data-folder.js';
import { OPERATOR_PORT } from '#libs/platform/config/operator-port.js';
import type { OriginRefusal } from '#libs/platform/config/origin-refusal.js';
import { type Origin, readOrigin } from './domain/origin.js';
import { composeWays, embeddedWays, processWays, remoteWays, type Ways } from './domain/ways.js';

/** `reports`: a folder with what the processes of a compose folder said, where this program can't ask them itself. */
export type PlaceOptions = { folder?: string; data?: string; url?: string; reports?: string };
type Settings = Readonly<Record<string, string | undefined>>;

/** A compose folder. `refused`: the settings name another address than the one that devices are bound to. */
type ComposeFolder = {
  kind: 'compose';
  folder: string;
  secrets: string;
  settings: Settings | undefined;
  reports: string | undefined;
  refused?: OriginRefusal;
};

/** The installation that is looked at. `originText` as it was written; `origin` where that can be read. */
export type Place = { originText: string | undefined; origin: Origin | undefined; ways: Ways } & (
  | ComposeFolder
  | { kind: 'process'; secrets: string; roles: readonly Role[]; operator: { host: string; port: number } }
  | { kind: 'embedded'; data: string; secrets: string }
  | { kind: 'remote' }
);

/**
 * Finds out which installation is meant: the one that was named; inside a container its process; otherwise the compose
 * folder that one stands in, or the node of this account.
 * @throws MirrorError `invalid_request` where there is none
 */
export const findPlace = (options: PlaceOptions, environment: Settings, here: string): Place => {
  if (options.folder !== undefined && options.data !== undefined)
    throw new MirrorError('invalid_request', '--folder is for a node in containers and --data for one in one process: name one of them.');
  const found = locate(options, environment, here);
  return options.url === undefined ? found : { ...found, originText: options.url, origin: originGiven(options.url) };
};

const locate = ({ folder, data, url, reports }: PlaceOptions, environment: Settings, here: string): Place => {
  if (folder !== undefined) return composeAt(resolve(here, folder), environment, reports);
  if (data !== undefined) return embeddedAt(resolve(here, data));
  if (environment.MIRROR_SECRETS && environment.MIRROR_REDIS_URL) return processOf(environment, environment.MIRROR_SECRETS);
  if (url !== undefined) return { kind: 'remote', originText: url, origin: undefined, ways: remoteWays };
  if (existsSync(join(here, 'docker-compose.yml')) && ['.env', 'secrets'].some((name) => existsSync(join(here, name))))
    return composeAt(here, environment);
  const own = environment.MIRROR_DATA ? resolve(here, environment.MIRROR_DATA) : defaultDataFolder(environment);
  if (existsSync(join(own, 'node.json')) || existsSync(join(own, 'postgres'))) return embeddedAt(own);
  if (existsSync(join(here, 'docker-compose.yml'))) return composeAt(here, environment);
  throw new MirrorError(
    'invalid_request',
    `No installation was found: neither in this folder nor in ${own}. Say where it is: --folder for the one of docker-compose.yml, --data for a data folder, or --url for its address.`,
  );
};

const originGiven = (url: string): Origin => {
  const origin = readOrigin(url);
  if (!origin) throw new MirrorError('invalid_request', 'What stands after --url is not an address, such as https://mirror.example.org.');
  return origin;
};

const known = (text: string | undefined) => ({ originText: text, origin: text === undefined ? undefined : readOrigin(text) });

/** As Compose finds the secrets: by the environment before `.env`, and from the folder. */
const composeAt = (folder: string, environment: Settings, reports?: string): Place => {
  const settings = readSettings(join(folder, '.env'));
  const secrets = resolve(folder, (environment.MIRROR_SECRETS_FOLDER ?? settings?.MIRROR_SECRETS_FOLDER) || 'secrets');
  return { kind: 'compose', folder, secrets, settings, reports, ...known(settings?.MIRROR_ORIGIN), ways: composeWays };
};

const processOf = (environment: Settings, secrets: string): Place => {
  const named = (environment.ROLES ?? '').split(',').map((role) => role.trim());
  const roles = Role.options.filter((role) => !environment.ROLES || named.includes(role));
  const host = environment.MIRROR_METRICS_HOST;
  const operator = {
    host: !host || host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host,
    port: Number(environment.MIRROR_METRICS_PORT || OPERATOR_PORT),
  };
  return { kind: 'process', secrets, roles, operator, ...known(environment.MIRROR_ORIGIN), ways: processWays };
};

const embeddedAt = (data: string): Place => ({
  kind: 'embedded',
  data,
  secrets: join(data, 'secrets'),
  ...known(readNodeFile(join(data, 'node.json'))),
  ways: embeddedWays(data),
});

const readSettings = (path: string): Settings | undefined => {
  const text = readIfThere(path);
  return text === undefined ? undefined : parseEnv(text);
};

/** The address that a data folder says it is served under. */
const readNodeFile = (path: string): string | undefined => {
  try {
    const { origin } = JSON.parse(readIfThere(path) ?? '') as { origin?: unknown };
    return typeof origin === 'string' ? origin : undefined;
  } catch {
    return undefined;
  }
};

/** What can't be read counts as not there: the check of the folder says why. */
const readIfThere = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
