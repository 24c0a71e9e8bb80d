import type { TurnId } from '#libs/contracts/ids.js';

const place = 'streams';
/** More replies than one follows at once. */
const MOST = 8;

const read = (): [turn: string, key: string][] => {
  try {
    return Object.entries(JSON.parse(sessionStorage.getItem(place) ?? '{}'));
  } catch {
    return [];
  }
};

/**
 * The keys that the replies of this tab are streamed under, the newest few, so that after a reload the rest comes as it is
 * made. Such a key opens one reply, on its way between the parts of the server, until a minute after its end; no words.
 */
export const rememberStream = (turn: TurnId, key: string | undefined): void => {
  if (key === undefined) return;
  const others = read().filter(([other]) => other !== turn);
  sessionStorage.setItem(place, JSON.stringify(Object.fromEntries([...others, [turn, key]].slice(-MOST))));
};

export const rememberedStream = (turn: TurnId): string | undefined => read().find(([of]) => of === turn)?.[1];
