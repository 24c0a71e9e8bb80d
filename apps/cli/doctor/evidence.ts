import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Facts } from '#libs/contracts/index.js';
import { ask } from './ask.js';
import { CollectedContainers, type Containers, EngineContainers } from './containers.js';
import type { Container } from './domain/containers.js';
import { type Door, knock, shownAuthority } from './door.js';
import { type Reported, reports } from './operator.js';
import type { Place } from './place.js';
import { type LookedInto, lookInto } from './secrets-folder.js';

/** Parts are asked for up to 2 seconds, all at once. */
const PUBLIC_MS = 4_000;

/** Each question is asked once, however many checks want the answer. */
const once = <T>(find: () => Promise<T>): (() => Promise<T>) => {
  let found: Promise<T> | undefined;
  return () => {
    found ??= find();
    return found;
  };
};

export const containersOf = (place: Place, signal: AbortSignal): Containers | undefined => {
  if (place.kind !== 'compose') return undefined;
  return place.reports === undefined ? new EngineContainers(place.folder, signal) : new CollectedContainers(place.reports);
};

/** From its folder where that is here; else as the front shows it to everybody. People compare its fingerprint either way. */
const authorityOf = async (place: Place, signal: AbortSignal): Promise<string | undefined> => {
  if (!place.origin?.secure) return undefined;
  const pem =
    place.kind === 'compose'
      ? await readFile(join(place.secrets, 'ca.crt'), 'utf8').catch(() => undefined)
      : await shownAuthority(place, place.origin, signal);
  return pem !== undefined && isCertificate(pem) ? pem : undefined;
};

/** TLS refuses to begin with one that it can't read, and nothing more would be found out. */
const isCertificate = (pem: string): boolean => {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
};

/** What several checks look at. */
export class Evidence {
  readonly containers: Containers | undefined;
  /** Of the compose folder; undefined where the engine can't be asked. */
  readonly listed: () => Promise<Container[] | undefined>;
  /** The way in; undefined where the address is not known. */
  readonly door: () => Promise<Door | undefined>;
  readonly reports: () => Promise<Reported[]>;
  readonly secrets: () => Promise<LookedInto | 'missing' | 'forbidden'>;
  /** The node's own certificate authority, PEM. It is no secret. */
  readonly authority: () => Promise<string | undefined>;

  constructor(
    readonly place: Place,
    /** Of this program. */
    readonly version: string,
    private readonly signal: AbortSignal,
  ) {
    this.containers = containersOf(place, signal);
    this.listed = once(async () => this.containers?.list());
    this.reports = once(() => reports(place, this.containers, signal));
    this.secrets = once(async () => (place.kind === 'remote' ? 'missing' : lookInto(place.secrets)));
    this.authority = once(() => authorityOf(place, signal));
    this.door = once(async () => (place.origin ? knock(place, place.origin, await this.authority(), signal) : undefined));
  }

  /** What the node says to anybody at a path: JSON, or nothing where it does not answer so. */
  async publicly(path: string): Promise<unknown> {
    const found = await this.door();
    if (!this.place.origin || !found?.via || !found.live) return undefined;
    try {
      const { body } = await ask(this.place.origin, found.via, path, AbortSignal.any([this.signal, AbortSignal.timeout(PUBLIC_MS)]));
      return JSON.parse(body);
    } catch {
      return undefined;
    }
  }

  /** The first process that tells a fact, and what it tells. */
  async fact<Name extends keyof Facts>(name: Name): Promise<NonNullable<Facts[Name]> | undefined> {
    for (const reported of await this.reports()) {
      const told = 'report' in reported ? reported.report.facts[name] : undefined;
      if (told !== undefined && told !== null) return told;
    }
    return undefined;
  }
}
