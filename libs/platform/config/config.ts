import { z } from 'zod';
import { Role } from '#libs/contracts/index.js';

const port = z.coerce.number().int().min(0).max(65_535);

/** The environment that a process reads, once, at its start. Everything else gets the parsed `Config`. */
const Environment = z.object({
  MIRROR_DATA: z.string().min(1),
  MIRROR_ORIGIN: z.url({ protocol: /^https?$/ }).transform((origin) => new URL(origin).origin),
  MIRROR_HOST: z.string().default('127.0.0.1'),
  MIRROR_PORT: port.default(8080),
  /** Health and metrics for the operator; 0 takes a free one. */
  MIRROR_METRICS_PORT: port.default(0),
  MIRROR_SECRETS: z.string().min(1),
  MIRROR_DATABASE_URL: z.string().min(1),
  MIRROR_REGION: z
    .string()
    .length(2)
    .transform((region) => region.toUpperCase())
    .default('US'),
  MIRROR_OLLAMA_URL: z.url().default('http://127.0.0.1:11434'),
  MIRROR_MODEL: z.string().optional(),
  MIRROR_ON_ENGINE_TROUBLE: z.enum(['local', 'interrupt']).default('local'),
  MIRROR_FIRST_TOKEN_MS: z.coerce.number().int().min(100).default(20_000),
  MIRROR_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  ROLES: z
    .string()
    .optional()
    .transform((list) => (list ? list.split(',').map((role) => role.trim()) : Role.options))
    .pipe(z.array(Role).min(1)),
});

/** What a process was told at its start, parsed. Injectable; no code but this reads `process.env`. */
export class Config {
  readonly dataFolder: string;
  readonly secretsFolder: string;
  /** What DPoP, links and WebAuthn are bound to; no trailing slash. */
  readonly origin: string;
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  readonly databaseUrl: string;
  readonly roles: readonly Role[];
  /** ISO 3166-1, two letters: whose crisis lines come first. */
  readonly region: string;
  readonly ollamaUrl: string;
  readonly model: string | undefined;
  readonly onEngineTrouble: 'local' | 'interrupt';
  readonly firstTokenMs: number;
  readonly logLevel: string;

  constructor(
    environment: Record<string, string | undefined>,
    readonly version: string,
  ) {
    const parsed = Environment.safeParse(environment);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Error(`The setting ${issue?.path.join('.')} can't be read: ${issue?.message}. Mend it, then start again.`);
    }
    const value = parsed.data;
    this.dataFolder = value.MIRROR_DATA;
    this.secretsFolder = value.MIRROR_SECRETS;
    this.origin = value.MIRROR_ORIGIN;
    this.host = value.MIRROR_HOST;
    this.port = value.MIRROR_PORT;
    this.metricsPort = value.MIRROR_METRICS_PORT;
    this.databaseUrl = value.MIRROR_DATABASE_URL;
    this.roles = value.ROLES;
    this.region = value.MIRROR_REGION;
    this.ollamaUrl = value.MIRROR_OLLAMA_URL.replace(/\/$/, '');
    this.model = value.MIRROR_MODEL;
    this.onEngineTrouble = value.MIRROR_ON_ENGINE_TROUBLE;
    this.firstTokenMs = value.MIRROR_FIRST_TOKEN_MS;
    this.logLevel = value.MIRROR_LOG_LEVEL;
  }
}
