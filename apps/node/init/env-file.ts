import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type Address, parseOrigin, type Tls, usualTls } from './origin.js';
import type { Report } from './report.js';
import { writeOnce } from './write-once.js';

const NAME = '.env';

/** What the administrator decided: how the node is known, and who certifies it. */
export type Settings = { address: Address; tls: Tls };

/** What it says besides, as it stands there: `secrets`, where they lie; `httpPort`, where plain http is listened for. */
export type SettingsFound = Settings & { secrets: string | undefined; httpPort: string | undefined };

/** What `.env` says, or nothing where there is none. @throws Error with a sentence where it does not say enough. */
export const readSettings = async (folder: string): Promise<SettingsFound | undefined> => {
  const text = await readFile(join(folder, NAME), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`.env can't be read (${error.code}).`);
  });
  if (text === undefined) return undefined;
  const { MIRROR_ORIGIN, MIRROR_NAME, MIRROR_TLS, MIRROR_SECRETS_FOLDER, MIRROR_HTTP_PORT } = parseEnv(text);
  if (!MIRROR_ORIGIN)
    throw new Error(`.env has no MIRROR_ORIGIN. Add the line, such as MIRROR_ORIGIN=https://mirror.example.org, then run this again.`);
  const address = parseOrigin(MIRROR_ORIGIN);
  if (MIRROR_NAME !== address.host.text)
    throw new Error(
      `In .env MIRROR_NAME has to be the name in MIRROR_ORIGIN: MIRROR_NAME=${address.host.text}. Change the line, then run this again.`,
    );
  if (MIRROR_TLS !== 'automatic' && MIRROR_TLS !== 'own')
    throw new Error(
      `In .env MIRROR_TLS is "automatic" or "own"; here it would be MIRROR_TLS=${usualTls(address)}. Change the line, then run this again.`,
    );
  return { address, tls: MIRROR_TLS, secrets: MIRROR_SECRETS_FOLDER, httpPort: MIRROR_HTTP_PORT };
};

/** Written last: once it is there, the secrets are whole. @param secrets where they lie; left out: in the folder secrets beside it */
export const ensureSettings = async (
  folder: string,
  { address, tls }: Settings,
  secrets: string | undefined,
  report: Report,
): Promise<void> => {
  const lie = secrets === undefined ? '' : `\n# Where the secrets lie.\nMIRROR_SECRETS_FOLDER=${quoted(secrets)}\n`;
  if (await writeOnce(folder, NAME, render({ address, tls }) + lie, 0o644)) report.made(NAME, `${address.origin}, certificates: ${tls}`);
  else report.kept(NAME);
};

/** Compose puts variables into what is not quoted. */
const quoted = (value: string): string => (/^[\w./-]+$/.test(value) ? value : `'${value}'`);

const render = ({
  address,
  tls,
}: Settings): string => `# Made by scripts/compose-init; from now on it is yours. Other settings: docs/DEPLOY.md.

# How devices know this node. They are bound to it: with another one, each has to be joined again.
MIRROR_ORIGIN=${address.origin}
# The name in it.
MIRROR_NAME=${address.host.text}
# automatic: a public authority certifies the name, and reaches this machine on ports 80 and 443 for it. own: the node's own does.
MIRROR_TLS=${tls}

# Where this machine listens. The first is the port in MIRROR_ORIGIN, unless something before this machine changes it.
MIRROR_HTTPS_PORT=${address.port}
MIRROR_HTTP_PORT=80
`;
