export const privacy = {
  title: 'What is private here, and from whom',
  lede: 'Short, and with what it does not cover.',
  closedTitle: 'Closed to everybody else',
  closed: [
    'What you write and what comes back is sealed with a key that only your devices and your recovery code have.',
    'The owner, an administrator, another member: nothing that this server offers opens a word of yours to them.',
    'On the disk, in the database, in backups and logs it can’t be read; a stolen disk tells nothing of it.',
  ],
  whileTitle: 'While you are unlocked',
  while:
    'To mirror what you write, the server holds your key in its memory, and nowhere else. It forgets it after 15 quiet minutes, and at once when you lock.',
  notTitle: 'Not covered',
  not: [
    'Somebody with full control of the machine that the server runs on can read along while you are unlocked.',
    'Whoever ships altered software, to the server or as this page, can make it do something else. In the terminal, mirrorctl takes no code from the server.',
    'Somebody at your unlocked device reads what you read.',
    'That you write here, when, how often and how a reply ended is not hidden from whoever runs the server. Nor are your name and the names of your devices.',
  ],
  crisisTitle: 'If you write about ending your life',
  crisis:
    'The server answers with people you can reach and keeps nothing: no text, no mark, no count. You may keep the words on this device, or send them after all; then they are stored like any reflection, and no model ever gets them.',
  engineTitle: 'Who answers',
  engineMirror: 'The mirror of this server, which needs no model. It works with your own words by fixed rules.',
  engineModel: (model: string) =>
    `A language model that the owner set up for this server: ${model}. If it fails, the mirror without a model answers, and the reply says so.`,
  engineModelUnnamed:
    'A language model that the owner set up for this server. If it fails, the mirror without a model answers, and the reply says so.',
  engineNone: 'No language model runs where this server looks for one.',
  engineUnknown: 'Which one answers can’t be said at the moment.',
  engineGate:
    'Whoever answers, each sentence is checked against the rules of this server and stamped before it reaches you, and this page verifies the stamp.',
  lostTitle: 'If you lose your devices',
  lost: 'The recovery code opens what you wrote. Without it and without a device nobody can, the owner included.',
  serverTitle: 'This server',
  address: 'Address',
  version: 'Version',
  identity: 'Fingerprint',
  identityHint: 'The same on each of your devices. If it ever differs, stop and ask.',
};
