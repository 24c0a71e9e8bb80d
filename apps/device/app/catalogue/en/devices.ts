import type { DevicePublic, PersonRole } from '#libs/contracts/index.js';
import { count } from './count.js';

const kind: Record<DevicePublic['kind'], string> = { browser: 'Browser', cli: 'Terminal' };
const keys: Record<DevicePublic['keys'], string> = {
  'non-extractable': 'Key kept by this browser, can’t be copied out',
  software: 'Software key, in a file',
};
const role: Record<PersonRole, string> = { owner: 'Owner', member: 'Member' };

export const devices = {
  title: 'Devices',
  lede: 'Each of these opens what you wrote, with a key of its own.',
  yours: 'Yours',
  howMany: (devices: number) => count(devices, { one: '# device', other: '# devices' }),
  only: 'This is your only device. If it is lost, the recovery code is the one way back; a second device is another.',
  current: 'this one',
  kind,
  keys,
  keysElsewhere: 'Key kept by its browser, can’t be copied out',
  fingerprint: 'Fingerprint',
  added: (day: string) => `Added ${day}`,
  seen: (day: string) => `last seen ${day}`,
  neverSeen: 'not seen since',
  removed: (day: string) => `Removed ${day}`,
  removedTitle: 'Removed',
  remove: 'Remove',
  removeNamed: (name: string) => `Remove ${name}`,
  removeSheet: {
    title: (name: string) => `Remove ${name}?`,
    lost: 'It opens nothing from then on, at once, even if somebody else holds it. What it shows at that moment stays on its screen. What you wrote stays with your other devices.',
    back: 'To come back it has to join again, with a code.',
    selfLost: 'This is the browser you are looking at. Its keys are gone then, and so are words kept on this device alone.',
    selfLast: 'It is your only device: only the recovery code opens what you wrote after that.',
    yes: 'Remove it',
    removing: 'Removing',
    no: 'Leave it',
    done: (name: string) => `${name} was removed.`,
  },
  add: 'Add a device',
  keyTitle: 'The key to your words',
  key: 'Each of your devices shows this fingerprint. One that shows another was given another key: remove it, and write nothing there.',
  addSheet: {
    title: 'Add a device',
    where: (origin: string) => `On the new device open ${origin}/link. It shows a code.`,
    qr: 'The address to open on the new device, as a QR code',
    code: 'The code from the new device',
    codeHint: 'Spaces and small letters do not matter.',
    look: 'Look it up',
    unknown: 'No device waits behind this code. Compare it sign by sign; after 10 minutes it runs out, and the new device shows another.',
    compareTitle: (name: string) => `Is this “${name}”?`,
    compare:
      'Both devices show a fingerprint. Approve only if they are the same, group by group. If they differ, somebody stands between them: refuse.',
    means: 'Approving hands over the key to everything you wrote.',
    approve: 'They are the same, approve',
    approving: 'Handing over the key',
    refuse: 'Refuse',
    done: (name: string) => `${name} is one of your devices now.`,
    refused: 'Refused. Nothing was handed over.',
  },
};

export const people = {
  title: 'People',
  lede: 'Who is here. What they write is closed to you, as yours is to them.',
  here: 'Here',
  howMany: (people: number) => count(people, { one: '# person', other: '# people' }),
  role,
  invited: 'Invited.',
  since: (day: string) => `since ${day}`,
  until: (when: string) => `The link is good until ${when}.`,
  lapsed: 'The link has run out; make another.',
  devices: (devices: number) => count(devices, { one: '# device', other: '# devices' }),
  noDevice: 'no device any more',
  invite: 'Invite',
  inviteTitle: 'Invite somebody',
  inviteText:
    'You get a link that works once, for 15 minutes. Hand it over in person or on a channel that you trust: whoever opens it is that person here.',
  name: 'Their name',
  nameMissing: 'Write the name of the person the link is for.',
  make: 'Make the link',
  made: (name: string) => `The link for ${name}`,
  madeUntil: (clock: string) => `It works once, until ${clock}. It is shown now and not stored; afterwards make another.`,
  qr: (name: string) => `The link for ${name} as a QR code`,
  copyLink: 'Copy the link',
  another: 'Invite somebody else',
};
