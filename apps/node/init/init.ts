import { join, resolve } from 'node:path';
import { randomBytes } from '#libs/crypto/index.js';
import { formatRootKey, ROOT_KEY_BYTES } from '#libs/vault/domain/root-key.js';
import type { Environment } from '../commands.js';
import { StartFailure } from '../failure.js';
import { ensureBusKeys } from './bus-secrets.js';
import { certificatesInWords, ensureCertificates } from './certificates.js';
import { ensureSettings, readSettings, type Settings, type SettingsFound } from './env-file.js';
import { type InitOptions, parseInit } from './options.js';
import { usualTls } from './origin.js';
import { ensureDatabaseAdmin, ensureDatabasePasswords, ensureRedisUsers } from './passwords.js';
import { Report, type Write } from './report.js';
import { holdsNothing, SecretsFolder } from './secrets-folder.js';

const toScreen: Write = (line) => {
  process.stdout.write(`${line}\n`);
};

/**
 * Makes what the processes of a split node need before their first start: the folder of secrets and `.env`. What is there
 * stays as it is, so it may be run again at any time: then it completes what a killed run left, and renews the server's
 * certificate.
 * @throws Error with a sentence; what was there before is there still
 */
export const init = async (argv: string[], environment: Environment, now = Date.now(), write: Write = toScreen): Promise<void> => {
  const options = parseInit(argv);
  const report = new Report(write);
  const before = await readSettings(options.folder);
  const settings = agree(options, before);
  const path = placeOf(options, environment, before);
  const isUsual = path === join(options.folder, USUAL);
  const label = isUsual ? USUAL : path;
  if (before && !options.newSecrets && (await holdsNothing(path))) throw lostAltogether(label);
  const folder = await SecretsFolder.open(path, label, ['bus', 'authority', 'front'], report);
  if (before && !options.newSecrets) refuseLoss(folder);
  await folder.ensure(
    'root.key',
    () => formatRootKey({ key: randomBytes(ROOT_KEY_BYTES) }),
    'opens the node’s own keys: KEEP A COPY ELSEWHERE',
  );
  await ensureDatabaseAdmin(folder);
  await ensureDatabasePasswords(folder);
  await ensureRedisUsers(folder);
  await ensureBusKeys(folder);
  await ensureCertificates(folder, settings.address.host, now);
  await ensureSettings(options.folder, settings, isUsual ? undefined : path, report);
  await sayNext(folder, settings, plainPort((environment.MIRROR_HTTP_PORT || before?.httpPort) ?? ''), report);
};

const USUAL = 'secrets';

/** Where the secrets lie: as Compose finds them, by the environment before `.env`, and from the compose folder. */
const placeOf = ({ folder, secrets }: InitOptions, environment: Environment, before: SettingsFound | undefined): string =>
  resolve(folder, secrets ?? ((environment.MIRROR_SECRETS_FOLDER ?? before?.secrets) || USUAL));

/** What was asked for now, and what `.env` says from before. */
const agree = ({ address, tls }: InitOptions, before: Settings | undefined): Settings => {
  if (before && address && address.origin !== before.address.origin) {
    throw new StartFailure(
      'usage',
      `.env says ${before.address.origin}, and devices are bound to it. To go on with it, leave --origin out. To change it to ${address.origin} (each device has to be joined again then), change MIRROR_ORIGIN and MIRROR_NAME there first. Nothing was changed.`,
    );
  }
  if (before && tls && tls !== before.tls)
    throw new StartFailure('usage', `.env says MIRROR_TLS=${before.tls}. Change it there, then run this again. Nothing was changed.`);
  if (before) return before;
  if (!address)
    throw new StartFailure(
      'usage',
      'Say how the node is to be known, for example: scripts/compose-init --origin https://mirror.example.org',
    );
  return { address, tls: tls ?? usualTls(address) };
};

/** `.env` is written last: with it, all of them were there once, and there may be data that needs them. */
const lostAltogether = (label: string): Error =>
  new Error(
    `.env says that this node was set up before, and ${label} is empty or not there. The root key that lay there is the only one that opens what is stored: with a new one the node refuses its data. Put the folder back (where it lies elsewhere, MIRROR_SECRETS_FOLDER in .env says so). Only for a node that nobody ever used: run this again with --new-secrets. Nothing was changed, and no new one was made.`,
  );

const refuseLoss = (folder: SecretsFolder): void => {
  for (const [name, what] of [
    ['root.key', 'what is sealed opens with it alone'],
    ['database-admin', 'the database lets nobody else make its tables'],
  ] as const) {
    if (folder.has(name)) continue;
    throw new Error(
      `${folder.named(name)} is missing, though this node was set up before, and ${what}. Put it back from your copy. Only for a node that nobody ever used: run this again with --new-secrets. Nothing was changed, and no new one was made.`,
    );
  }
};

/** As it stands in an address. What Compose is told may begin with the address that is listened at. */
const plainPort = (said: string): string => {
  const port = said.split(':').at(-1) ?? '';
  return port === '' || port === '80' ? '' : `:${port}`;
};

const sayNext = async (folder: SecretsFolder, { address, tls }: Settings, port: string, report: Report): Promise<void> => {
  const { fingerprint, until } = await certificatesInWords(folder);
  report.say('');
  if (tls === 'own') {
    report.say(
      `Staff trust this node's own certificate authority: ${folder.named('ca.crt')}, also at http://${address.host.text}${port}/ca.crt`,
    );
    report.say(`They compare its SHA-256 with ${fingerprint}`);
    report.say(`The server certificate ends on ${until}; run this again within its last 30 days.`);
  } else {
    report.say(`A public authority will be asked to certify ${address.host.text}: this machine must be reached there on ports 80 and 443.`);
  }
  report.say(`Keep a copy of ${folder.label}/ where this machine is not. Next:  docker compose up -d`);
};
