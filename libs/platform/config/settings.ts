import { z } from 'zod';
import { Role } from '#libs/contracts/index.js';
import { OPERATOR_PORT } from './operator-port.js';

/** A number out of the environment; whatever else stands there is answered with what is wanted. */
const whole = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most} is wanted`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};
const port = whole(0, 65_535);
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** What is wrong with an address, as the end of a sentence; undefined where nothing is. */
type Fault = (url: URL, text: string) => string | undefined;

const address = (protocol: RegExp, example: string, fault: Fault) =>
  z.string().superRefine((text, context) => {
    const url = URL.parse(text);
    const message = !url || !protocol.test(url.protocol) ? `an address like ${example} is wanted` : fault(url, text);
    if (message) context.addIssue({ code: 'custom', message });
  });

/** An origin and nothing more: what came after it would be left away without a word. */
const origin = address(/^https?:$/, 'https://node.example.org', (url, text) => {
  if (url.origin !== text.replace(/\/$/, '').toLowerCase()) return 'after https:// come a name and perhaps a port, and nothing else';
  // Devices can't keep keys where the way to the node can be read and changed.
  if (url.protocol === 'http:' && !loopback.test(url.hostname)) return 'plain http is for this machine alone; elsewhere it is https://';
  return undefined;
}).transform((text) => new URL(text).origin);

/** Passwords in an address end up in process lists and error messages. */
const bare = ({ username, password, search, hash }: URL): string | undefined => {
  if (username || password) return 'it must not hold a name or a password, which come from secret files';
  return search || hash ? 'nothing may come after the address' : undefined;
};

/** The database's name is written into statements as it is. */
const databaseUrl = address(/^postgres(ql)?:$/, 'postgres://postgres:5432/mirrorstead', (url) =>
  /^\/[a-z_][a-z0-9_]{0,62}$/.test(url.pathname)
    ? bare(url)
    : 'after the host comes the name of a database, of small letters, digits and underscores',
);

const redisUrl = address(/^rediss?:$/, 'redis://valkey:6379', bare);

const roleList = z
  .string()
  .transform((list) => [...new Set(list.split(',').map((role) => role.trim()))])
  .superRefine((list, context) => {
    const known: readonly string[] = Role.options;
    if (list.every((role) => known.includes(role))) return;
    const message = list.includes('migrate')
      ? 'migrate prepares the database and ends, so it stands alone: start a process with ROLES=migrate, then the others'
      : `roles are ${known.join(', ')}, with a comma between them; or migrate alone`;
    context.addIssue({ code: 'custom', message });
  })
  .pipe(z.array(Role).min(1));

/** How long a process waits for what it can't start without. */
const patience = whole(1, 3_600).default(120);

const common = {
  MIRROR_ORIGIN: origin,
  MIRROR_HOST: z.string().default('127.0.0.1'),
  MIRROR_PORT: port.default(8080),
  MIRROR_METRICS_HOST: z.string().default('127.0.0.1'),
  MIRROR_SECRETS: z.string().min(1),
  MIRROR_REGION: z
    .string()
    .length(2)
    .transform((region) => region.toUpperCase())
    .default('US'),
  MIRROR_OLLAMA_URL: z.url().default('http://127.0.0.1:11434'),
  // Empty is none: Compose passes on as that what is not set.
  MIRROR_MODEL: z
    .string()
    .optional()
    .transform((model) => model || undefined),
  MIRROR_ON_ENGINE_TROUBLE: z.enum(['local', 'interrupt']).default('local'),
  MIRROR_FIRST_TOKEN_MS: whole(100, 3_600_000).default(20_000),
  MIRROR_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
};

/** The whole node in one process: it brings its own database, and queues lie in that. */
export const EmbeddedSettings = z.object({
  ...common,
  MIRROR_DATA: z.string().min(1),
  /** With the password that the node made. */
  MIRROR_DATABASE_URL: z.string().min(1),
  /** Health and metrics for the operator; 0 takes a free one. */
  MIRROR_METRICS_PORT: port.default(0),
});

/** One process of several. */
export const SplitSettings = z.object({
  ...common,
  MIRROR_DATABASE_URL: databaseUrl,
  MIRROR_DATABASE_CONNECTIONS: whole(2, 200).default(10),
  MIRROR_REDIS_URL: redisUrl,
  MIRROR_METRICS_PORT: port.default(OPERATOR_PORT),
  MIRROR_PATIENCE_SECONDS: patience,
  MIRROR_BEHIND_PROXY: z
    .enum(['true', 'false'])
    .default('false')
    .transform((word) => word === 'true'),
  MIRROR_PROXY_NAMES: z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((name) => name.trim() || []))
    .pipe(z.array(z.string().regex(/^[\w.:-]{1,253}$/))),
  ROLES: roleList.default([...Role.options]),
});

/** The one-shot that prepares the database. */
export const MigrateSettings = z.object({
  MIRROR_ORIGIN: origin,
  MIRROR_SECRETS: z.string().min(1),
  MIRROR_DATABASE_URL: databaseUrl,
  MIRROR_PATIENCE_SECONDS: patience,
});

/**
 * Parses what a process was told. An empty value counts as none: that is what a compose file makes of a variable that is
 * not set.
 * @throws Error with a sentence that names the setting.
 */
export const parseSettings = <Schema extends z.ZodType>(
  schema: Schema,
  environment: Record<string, string | undefined>,
): z.output<Schema> => {
  const said = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(said);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue?.path[0]);
  if (!Object.hasOwn(said, name)) throw new SettingFailure(`The setting ${name} is missing. Set it, then start again.`);
  throw new SettingFailure(`The setting ${name} can't be read: ${issue?.message}. Mend it, then start again.`);
};

/** A setting that can't be used. The sentence names the setting, never its value. */
export class SettingFailure extends Error {
  override readonly name = 'SettingFailure';
}
