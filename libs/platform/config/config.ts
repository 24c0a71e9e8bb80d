import { Role } from '#libs/contracts/index.js';
import { EmbeddedSettings, parseSettings, SplitSettings } from './settings.js';

type Environment = Record<string, string | undefined>;

/**
 * What a process was told at its start, parsed. Injectable; no code but this reads the environment. A process that is told
 * of a data folder is the whole node, any other is one of a split node.
 */
export class Config {
  /** Where the embedded node lives; a process of a split node has no folder. */
  readonly dataFolder: string | undefined;
  readonly secretsFolder: string;
  /** What DPoP, links and WebAuthn are bound to; no trailing slash. */
  readonly origin: string;
  readonly host: string;
  readonly port: number;
  readonly metricsHost: string;
  readonly metricsPort: number;
  /** With the password of `mirror_node` in the embedded node; in a split one without any, as each role has its own. */
  readonly databaseUrl: string;
  /** Connections of one role, at most. */
  readonly databaseConnections: number;
  /** None in the embedded node. No credentials in it. */
  readonly redisUrl: string | undefined;
  /** How long the process waits, at its start, for what it can't work without. */
  readonly patienceMs: number;
  /** A front stands before the gateway: the address of a client is the last one that it wrote down. */
  readonly behindProxy: boolean;
  /** Names or addresses that the front connects from; none: whoever connects is taken for it. */
  readonly proxyNames: readonly string[];
  readonly roles: readonly Role[];
  /** ISO 3166-1, two letters: whose crisis lines come first. */
  readonly region: string;
  readonly ollamaUrl: string;
  readonly model: string | undefined;
  readonly onEngineTrouble: 'local' | 'interrupt';
  readonly firstTokenMs: number;
  readonly logLevel: string;

  /** @throws SettingFailure */
  constructor(
    environment: Environment,
    readonly version: string,
  ) {
    const { dataFolder, databaseConnections, redisUrl, patienceMs, behindProxy, proxyNames, roles, value } = environment.MIRROR_DATA
      ? embedded(environment)
      : split(environment);
    this.dataFolder = dataFolder;
    this.databaseConnections = databaseConnections;
    this.redisUrl = redisUrl;
    this.patienceMs = patienceMs;
    this.behindProxy = behindProxy;
    this.proxyNames = proxyNames;
    this.roles = roles;
    this.secretsFolder = value.MIRROR_SECRETS;
    this.origin = value.MIRROR_ORIGIN;
    this.host = value.MIRROR_HOST;
    this.port = value.MIRROR_PORT;
    this.metricsHost = value.MIRROR_METRICS_HOST;
    this.metricsPort = value.MIRROR_METRICS_PORT;
    this.databaseUrl = value.MIRROR_DATABASE_URL;
    this.region = value.MIRROR_REGION;
    this.ollamaUrl = value.MIRROR_OLLAMA_URL.replace(/\/$/, '');
    this.model = value.MIRROR_MODEL;
    this.onEngineTrouble = value.MIRROR_ON_ENGINE_TROUBLE;
    this.firstTokenMs = value.MIRROR_FIRST_TOKEN_MS;
    this.logLevel = value.MIRROR_LOG_LEVEL;
  }
}

const embedded = (environment: Environment) => {
  const value = parseSettings(EmbeddedSettings, environment);
  return {
    dataFolder: value.MIRROR_DATA,
    databaseConnections: 16,
    redisUrl: undefined,
    patienceMs: 0,
    behindProxy: false,
    proxyNames: [],
    roles: Role.options,
    value,
  };
};

const split = (environment: Environment) => {
  const value = parseSettings(SplitSettings, environment);
  return {
    dataFolder: undefined,
    databaseConnections: value.MIRROR_DATABASE_CONNECTIONS,
    redisUrl: value.MIRROR_REDIS_URL,
    patienceMs: value.MIRROR_PATIENCE_SECONDS * 1_000,
    behindProxy: value.MIRROR_BEHIND_PROXY,
    proxyNames: value.MIRROR_PROXY_NAMES,
    roles: value.ROLES,
    value,
  };
};
