import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Facts } from '#libs/contracts/index.js';
import { Containers } from './containers.js';
import { type Door, knock } from './door.js';
import { type Reported, reports } from './operator.js';
import type { Place } from './place.js';
import { type LookedInto, lookInto } from './secrets-folder.js';

/** Each question is asked once, however many checks want the answer. */
const once = <T>(find: () => Promise<T>): (() => Promise<T>) => {
  let found: Promise<T> | undefined;
  return () => {
    found ??= find();
    return found;
  };
};

/** What several checks look at. */
export class Evidence {
  readonly containers: Containers | undefined;
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
    signal: AbortSignal,
  ) {
    this.containers = place.kind === 'compose' && place.reports === undefined ? new Containers(place.folder, signal) : undefined;
    this.reports = once(() => reports(place, this.containers, signal));
    this.secrets = once(async () => (place.kind === 'remote' ? 'missing' : lookInto(place.secrets)));
    this.authority = once(async () =>
      place.kind === 'compose' ? readFile(join(place.secrets, 'ca.crt'), 'utf8').catch(() => undefined) : undefined,
    );
    this.door = once(async () => (place.origin ? knock(place, place.origin, await this.authority(), signal) : undefined));
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
