import { Role } from '#libs/contracts/index.js';
import { readOriginRefusal } from '#libs/platform/config/origin-refusal.js';
import type { Containers } from './containers.js';
import { lastWords } from './domain/last-words.js';
import { readOrigin } from './domain/origin.js';
import type { Place } from './place.js';

/** These look whether the address is the one that the node is known under. */
const askers: readonly string[] = ['migrate', ...Role.options];

/**
 * The installation as devices know it. Where a changed address was refused, everything else is judged by the one that
 * holds: advice for the other (another certificate, another name) would cost every device its trust.
 */
export const asKnown = async (place: Place, containers: Containers | undefined): Promise<Place> => {
  if (place.kind !== 'compose' || !containers || !place.origin || place.originText !== place.settings?.MIRROR_ORIGIN) return place;
  const found = (await containers.list()) ?? [];
  const refusing = found.filter(({ service, state }) => askers.includes(service) && state !== 'running');
  const words = await Promise.all(refusing.map(async ({ id }) => lastWords(await containers.log(id)) ?? ''));
  for (const refusal of words.flatMap((each) => readOriginRefusal(each) ?? [])) {
    // Set back since then, and not taken over yet.
    if (refusal.known === place.origin.origin) continue;
    const refused = { known: refusal.known, told: place.origin.origin };
    return { ...place, refused, originText: refused.known, origin: readOrigin(refused.known) };
  }
  return place;
};
