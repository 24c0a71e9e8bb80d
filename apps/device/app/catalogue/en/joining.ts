/** Argon2id and the keys: counted steps, never a percentage. */
export const keyWork = {
  step: (done: number, of: number) => `${done} of ${of}`,
  steps: {
    before: 'Making the keys of this browser',
    during: 'Making the recovery code hard to guess',
    after: 'Giving the server the public halves',
  },
  takes: 'This takes a few seconds.',
  cancel: 'Cancel',
};

/** The link that makes somebody the owner, or a member. */
export const claim = {
  title: 'Join',
  looking: 'Looking at your link',
  notNow: 'The link can’t be looked at now',
  ownerTitle: 'This server has no owner yet',
  ownerLede: 'Whoever opens this link becomes the owner. The owner invites people and sees who is here, never what anybody writes.',
  memberTitle: (name: string) => `${name}, this is your place to write`,
  memberTitleUnnamed: 'This is your place to write',
  memberLede: 'What you write here opens on your devices alone. Whoever invited you sees that you are here, never what you write.',
  until: (clock: string) => `This link works once, until ${clock}.`,
  who: 'Who you are',
  name: 'Your name',
  nameHint: 'The owner of this server sees it. It may be changed from what the invitation says.',
  nameHintOwner: 'The people you invite see it.',
  nameMissing: 'Write a name, so that you can be told apart.',
  device: 'What this device is called',
  deviceName: (browser: string, system: string) => `${browser} on ${system}`,
  deviceHint: 'You see it in your list of devices.',
  deviceMissing: 'Give the device a name, so that you know it again.',
  keysTitle: 'Make the keys',
  keys: 'This browser makes its keys here and keeps them; they can’t be copied out, not even by this page. The server gets the public halves.',
  begin: 'Make the keys and join',
  recoveryTitle: 'Keep your recovery code',
  keepingTitle: { owner: 'You are the owner of this server', member: 'You are in' },
  keeping: 'One step is left: the code for the day when you have none of your devices.',
  doneTitle: 'Everything is ready',
  done: 'Your recovery code is with you alone. This browser opens what you write; further devices join from here.',
  start: 'Begin to write',
  cancelled: 'Stopped. Nothing was made on the server, and the link still works.',
  member: 'This browser is signed in already',
  memberText: (name: string) =>
    `It belongs to ${name}. A second person needs a browser, or a browser profile, of their own. The link was not used.`,
  home: 'Go to your page',
  used: {
    title: 'This link was used before',
    text: 'A link works once. If that was you, this browser or another of yours is already in. If it was not, tell the person who sent it: somebody else has opened it.',
  },
  expired: {
    title: 'This link has run out',
    text: 'It was good for 15 minutes. Nothing is lost. Ask for a new one; at the server itself, start it again and it shows one.',
  },
  closed: { title: 'This server has an owner already', text: 'This link was for claiming it. Ask the owner for a link of your own.' },
  broken: {
    title: 'This link is not whole',
    text: 'A part of it is missing, probably cut off where it was copied. Copy all of it, or ask for it again.',
  },
  wrong: {
    title: 'This is not the server that the link was made for',
    text: 'The link names one server, and another one answered here. Stop: write nothing on this page. Tell the person who sent you the link, by phone or in person.',
  },
};

export const recovery = {
  title: 'Recovery code',
  of: (name: string, host: string) => `${name}, ${host}`,
  text: 'If you lose every device, only this code opens what you wrote. Nobody else has it, and it is shown once, now.',
  check: 'The last signs are a check: mistype one and you are told.',
  print: 'Print',
  hand: 'I wrote it by hand',
  printed: 'Print again',
  askTitle: 'Check that you have it',
  ask: (group: string) => `Type the ${group} group from your paper.`,
  ordinal: (place: number) => ordinals[place - 1] ?? `${place}th`,
  askHint: 'Small letters are fine.',
  wrong: 'That is another group, or a sign is mistyped. Compare it with your paper, sign by sign.',
  see: 'Show the code again',
  go: 'Go on',
  keepOpen: 'Leave this page only when you have it; it can’t be shown again.',
};
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** A new browser of somebody who has another device. */
export const link = {
  title: 'Join with another device',
  lede: 'This browser becomes one more of your devices. You approve it on one that you have.',
  device: 'What this device is called',
  begin: 'Show a code',
  making: 'Making the keys of this browser',
  stop: 'Stop joining',
  waitingTitle: 'This browser is joining your devices',
  steps: {
    made: 'The keys of this browser are made',
    madeText: 'They stay here and can’t be copied out.',
    code: 'Type this code on a device that you have',
    codeWhere: 'There, open Devices and choose “Add a device”.',
    compare: 'Compare this fingerprint with what it shows',
    compareText: 'Approve only if both are the same, group by group. A different one means that somebody else is asking.',
  },
  spell: (characters: string) => `The code is ${characters}`,
  waiting: 'Waiting for approval.',
  until: (clock: string) => `The code is good until ${clock}.`,
  joinedTitle: 'This browser is one of yours',
  joined: (name: string) => `It opens what you wrote, ${name}. You find it under Devices, and can remove it there.`,
  key: 'Look at Devices on the other one too: both show this fingerprint of the key to your words. If they differ, write nothing here. Somebody with access to the server has given this browser another key, so remove it there.',
  start: 'Go to your page',
  refusedTitle: 'The other device refused',
  refused: 'Nothing was handed over, and the keys made here are forgotten. If you meant to approve it, show a new code.',
  expiredTitle: 'The code has run out',
  expired: 'A code is good for 10 minutes and for one answer. Nothing was handed over. Show a new one.',
  anew: 'Show a new code',
};
