import { type Collection, MirrorError, type Purpose, type Role } from '#libs/contracts/index.js';

type Drawers = { readonly seal: readonly Collection[]; readonly open: readonly Collection[] };

/**
 * Which role may have what sealed and opened, for which purpose (DESIGN "Keys: Unlock"). What is not here is refused: a
 * part that was taken over gets no more than its work needs, and a purpose that the member switched off opens nothing.
 */
const table: Partial<Record<Role, Readonly<Record<Purpose, Drawers>>>> = {
  reflection: {
    reflect: { seal: ['reflection', 'mirrorback'], open: ['reflection', 'mirrorback'] },
    history: { seal: [], open: ['reflection', 'mirrorback', 'outline'] },
    outline: { seal: ['outline'], open: ['reflection'] },
  },
};

/** Purposes that are the node's own work: they go on while the vault is open, and never keep it open. */
const background: ReadonlySet<Purpose> = new Set(['outline']);
/** Whether a purpose is a person's own doing, which starts the idle minutes anew. */
export const keepsOpen = (purpose: Purpose): boolean => !background.has(purpose);

/** @throws MirrorError `forbidden` */
export const checkAccess = (role: Role, purpose: Purpose, act: keyof Drawers, collections: Iterable<Collection>): void => {
  const drawers: readonly Collection[] = table[role]?.[purpose][act] ?? [];
  for (const collection of collections) {
    if (!drawers.includes(collection)) throw new MirrorError('forbidden', `${role} may not ${act} ${collection} for ${purpose}.`);
  }
};
