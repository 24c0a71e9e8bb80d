import { networkInterfaces } from 'node:os';
import { ask, NoAnswer } from '../ask.js';
import { judgeCertificate } from '../domain/certificate.js';
import { judgeName } from '../domain/names.js';
import type { Origin } from '../domain/origin.js';
import { judgeReach, judgeRedirect, type Redirect } from '../domain/reach.js';
import { look, ok, type Verdict } from '../domain/verdict.js';
import { resolveHost } from '../door.js';
import type { Evidence } from '../evidence.js';
import type { Check } from '../examine.js';
import type { Place } from '../place.js';

const FROM_OUTSIDE = 'On the host: scripts/mirrorctl doctor in the folder of docker-compose.yml sees the way in too.';

/** Whether the name leads to this machine. A container has names and addresses of its own. */
export const nameCheck: Check = {
  name: 'name',
  examine: async ({ place: { kind, origin } }) => {
    if (!origin || kind === 'process') return [];
    const own = Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
    return [judgeName(origin, await resolveHost(origin.host), own)];
  },
};

/** Whether somebody who opens the address gets to the node. */
export const reachCheck: Check = {
  name: 'reach',
  examine: async ({ place, door }, signal) => {
    const { origin } = place;
    const found = await door();
    if (!origin || !found) return [];
    if (place.kind === 'process' && found.reached.by === 'nothing')
      return [look('From inside a container the way in was not found.', FROM_OUTSIDE)];
    // Inside, the front is found by its own name, and the name of the node need not lead anywhere.
    if (place.kind === 'process' && found.reached.by === 'machine' && found.reached.status === 200)
      return [ok(`The front answers for ${origin.origin}, as seen from inside.`)];
    const verdicts = [judgeReach(origin, found.reached, place.ways)];
    if (found.via && isUsual(place, origin)) verdicts.push(judgeRedirect(origin, await plain(place, origin, found.via.address, signal)));
    return verdicts;
  },
};

/** Beside another port than 443 there need not be a plain one. */
const isUsual = ({ kind }: Place, { secure, port }: Origin): boolean => secure && port === 443 && kind !== 'process';

const plain = async (place: Place, { host }: Origin, address: string, signal: AbortSignal): Promise<Redirect> => {
  const settings = place.kind === 'compose' ? place.settings : undefined;
  const port = Number(address === '127.0.0.1' ? settings?.MIRROR_HTTP_PORT || 80 : 80);
  const origin: Origin = { origin: `http://${host.includes(':') ? `[${host}]` : host}`, host, port, secure: false, loopback: false };
  try {
    const { status, location } = await ask(origin, { address, port }, '/', AbortSignal.any([signal, AbortSignal.timeout(2_000)]));
    return { status, location };
  } catch (error) {
    return { reason: error instanceof NoAnswer ? error.code : 'no reason given' };
  }
};

/** What the server shows, as a device would judge it. */
export const certificateCheck: Check = {
  name: 'certificate',
  examine: async (evidence) => {
    const { origin, ways } = evidence.place;
    if (!origin?.secure) return [];
    const shown = (await evidence.door())?.live?.certificate;
    if (!shown) return [];
    return [...judgeCertificate(shown, origin.host, Date.now(), ways.renew), ...(await authorityTold(evidence, shown.byOwnAuthority))];
  },
};

/** People compare the fingerprint when they trust the authority on their phones: it is no secret. */
const authorityTold = async ({ authority }: Evidence, isOwn: boolean): Promise<Verdict[]> => {
  const pem = isOwn ? await authority() : undefined;
  if (pem === undefined) return [];
  const { certificateFingerprint } = await import('#libs/platform/tls/index.js');
  return [ok(`Devices trust the node's own authority, ca.crt. Its SHA-256 is ${certificateFingerprint(pem)}.`)];
};
