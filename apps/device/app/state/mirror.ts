import type { Client } from '#libs/sdk/index.js';

/** What of the node's client the pages use; the preview stands in for it. */
export type Mirror = Pick<
  Client,
  | 'device'
  | 'forget'
  | 'lookAtInvitation'
  | 'enrol'
  | 'linkThisDevice'
  | 'pendingLink'
  | 'deviceLink'
  | 'devices'
  | 'approveLink'
  | 'keyFingerprint'
  | 'removeDevice'
  | 'unlockState'
  | 'unlock'
  | 'lock'
  | 'reflect'
  | 'again'
  | 'follow'
  | 'cancel'
  | 'sessions'
  | 'session'
  | 'me'
  | 'engine'
  | 'people'
  | 'invite'
  | 'request'
  | 'connect'
  | 'onNotice'
>;
