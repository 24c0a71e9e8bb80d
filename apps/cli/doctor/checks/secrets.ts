import { Role } from '#libs/contracts/index.js';
import { judgeCertificateFiles } from '../domain/certificate-files.js';
import {
  judgeAuthorityKey,
  judgeBelonging,
  judgeFolderMode,
  judgeModes,
  judgePresence,
  judgeUnknown,
  type SecretFiles,
  secretNames,
  secretsFine,
} from '../domain/secrets.js';
import { look, type Verdict, wrong } from '../domain/verdict.js';
import type { Check } from '../examine.js';
import type { Place } from '../place.js';
import type { LookedInto } from '../secrets-folder.js';

const certificates = ['ca.crt', 'front.crt', 'front.key'];
const embeddedNames = ['root.key', 'database-admin', 'database-node'];

/** Whether the secret files are there, closed to others, whole, and of one making. Nothing of them is repeated. */
export const secretsCheck: Check = {
  name: 'secrets',
  examine: async ({ place, secrets }) => {
    if (place.kind === 'remote') return [];
    const folder = await secrets();
    if (folder === 'missing') return [noFolder(place)];
    if (folder === 'forbidden')
      return [
        look(
          `${place.secrets} can't be looked into by this account.`,
          'Run this as the account that owns it; that it is closed to others is right.',
        ),
      ];
    const troubles = judge(place, folder);
    return troubles.length > 0 ? troubles : [secretsFine(expectedIn(place, folder.files).length)];
  },
};

const noFolder = (place: Exclude<Place, { kind: 'remote' }>): Verdict =>
  place.kind === 'embedded'
    ? wrong(`There is no folder ${place.secrets}: without its root.key nothing that is stored opens.`, place.ways.lost('root.key'))
    : wrong(
        `There is no folder ${place.secrets}: this node was not set up yet, or all of its secrets are gone.`,
        'For a new node run scripts/compose-init --origin https://NAME. For one with data put the folder back from your copy.',
      );

const judge = (place: Exclude<Place, { kind: 'remote' }>, { mode, files }: LookedInto): Verdict[] => {
  const expected = expectedIn(place, files);
  const here = judgePresence(files, expected, place.ways);
  switch (place.kind) {
    case 'compose':
      return [
        ...judgeFolderMode(place.secrets, mode),
        ...here,
        ...judgeModes(files, expected, true),
        ...judgeAuthorityKey(files),
        ...judgeBelonging(files, Role.options),
        // Where the address was refused, what to do about it sees to the certificate too.
        ...(place.origin?.secure && !place.refused ? judgeCertificateFiles(files, place.origin.host, Date.now()) : []),
        ...judgeUnknown(files, [...expected, ...certificates, 'ca.key']),
      ];
    case 'process':
      // Compose mounts what lies on the host, with its modes: those are judged there.
      return [...here, ...judgeBelonging(files, place.roles)];
    case 'embedded':
      return [
        ...judgeFolderMode(place.secrets, mode),
        ...here,
        ...judgeModes(files, expected, false),
        ...judgeBelonging(files, []),
        ...judgeUnknown(files, expected),
      ];
  }
};

/** The front's own files are needed where the node's authority certifies it; with a public one they lie there unused. */
const expectedIn = (place: Exclude<Place, { kind: 'remote' }>, files: SecretFiles): string[] => {
  if (place.kind === 'embedded') return embeddedNames;
  if (place.kind === 'process') return secretNames(place.roles, { admin: false });
  const own = place.origin?.secure !== false && (place.settings?.MIRROR_TLS !== 'automatic' || files.has('front.crt'));
  return [...secretNames(Role.options, { admin: true }), ...(own ? certificates : [])];
};
