import type { ErrorCode } from '#libs/contracts/errors.js';

/** What happened, what it means, what one can do. */
export type ProblemSentences = { what: string; means?: string; next: string };

const misread: ProblemSentences = {
  what: 'This page and the server did not understand each other, so nothing was taken.',
  next: 'Reload the page. If it stays so, tell the owner of this server.',
};
const stranger: ProblemSentences = {
  what: 'The server does not accept the pass of this browser any more.',
  means: 'Nothing was lost.',
  next: 'Try again; this browser shows its key anew.',
};
const linkGone: ProblemSentences = { what: 'This code has run out or was answered already.', next: 'Show a new one on the new device.' };

/** Every way in which the server can refuse, in a person's words. */
export const problems: Record<ErrorCode, ProblemSentences> = {
  invalid_json: misread,
  invalid_request: misread,
  unsupported_media_type: misread,
  method_not_allowed: misread,
  body_too_large: { what: 'That is more than the server takes at once.', means: 'Nothing was stored.', next: 'Send it in two parts.' },
  size_limit: {
    what: 'A reflection may have 2,000 characters.',
    means: 'Nothing was stored; your words are still here.',
    next: 'Shorten it, or send it in two parts.',
  },
  not_found: { what: 'There is nothing here for you: it may be gone, or belong to somebody else.', next: 'Go back and look again.' },
  token_missing: stranger,
  token_invalid: stranger,
  token_expired: stranger,
  token_reused: {
    what: 'The pass of this browser was used twice, so it was ended; a copy of it may be elsewhere.',
    next: 'Try again. If you do not know why, look at your devices.',
  },
  proof_missing: stranger,
  proof_invalid: stranger,
  proof_replayed: stranger,
  nonce_required: stranger,
  clock_skew: {
    what: 'The clock of this device differs from the server’s by more than a minute.',
    next: 'Set the clock of this device, then try again.',
  },
  device_revoked: {
    what: 'This device was removed.',
    means: 'It opens nothing any more; your other devices do.',
    next: 'If this was a mistake, join it again from a device that you have.',
  },
  origin_refused: {
    what: 'This page is not the one that the server serves.',
    next: 'Open the address that the server showed when it was started.',
  },
  forbidden: { what: 'Your role does not allow this.', next: 'Ask the owner of this server.' },
  rate_limited: {
    what: 'That was more than the server takes in a minute.',
    means: 'Nothing was lost.',
    next: 'Wait a little, then try again.',
  },
  claim_used: { what: 'This link was used before.', next: 'Ask for a new one.' },
  claim_expired: { what: 'This link is older than 15 minutes.', next: 'Ask for a new one.' },
  claim_closed: { what: 'This server has an owner already.', next: 'Ask the owner for a link of your own.' },
  link_expired: linkGone,
  link_pending: { what: 'The new device is not approved yet.', next: 'Approve it on a device that you have.' },
  chain_invalid: {
    what: 'The signed list of your devices does not verify.',
    means: 'Somebody may have changed it; nothing was handed over.',
    next: 'Load it again. If it stays so, approve nothing and tell the owner of this server.',
  },
  vault_locked: { what: 'Your words are closed, and only your devices have the key.', next: 'Unlock to go on.' },
  vault_key_mismatch: {
    what: 'The key of this device is not the one that your words were sealed with.',
    means: 'Nothing was changed.',
    next: 'Use the device that you unlocked with before.',
  },
  purpose_refused: { what: 'You did not open your words for this when you unlocked.', next: 'Unlock again to allow it.' },
  challenge_expired: { what: 'Unlocking took too long, so it was stopped.', means: 'Nothing was opened.', next: 'Try again.' },
  unlock_invalid: { what: 'The server could not verify the unlock.', means: 'Nothing was opened.', next: 'Try again.' },
  sealed_damaged: {
    what: 'A stored piece does not open: it was changed or moved.',
    means: 'Nothing was overwritten.',
    next: 'Tell the owner of this server; a backup has the whole one.',
  },
  idempotency_mismatch: misread,
  turn_running: { what: 'This reflection is being answered already.', next: 'Wait for its end, or stop it first.' },
  turn_answered: { what: 'This reflection has its answer.', next: 'Reload the page to see it.' },
  gate_unavailable: {
    what: 'The gate that checks every text does not answer, so nothing was passed on.',
    means: 'Your words are still here.',
    next: 'Try again in a moment.',
  },
  vault_unavailable: {
    what: 'The vault does not answer, so nothing can be opened or stored just now.',
    means: 'Nothing is lost: what was stored is kept, and what you are writing is still here.',
    next: 'Try again in a moment. If it stays so, tell the owner of this server.',
  },
  engine_unavailable: { what: 'Nobody answers at the moment.', means: 'Your words are kept.', next: 'Ask again in a moment.' },
  database_unavailable: {
    what: 'The server’s database does not answer, so nothing was stored.',
    means: 'Your words are still here.',
    next: 'Try again in a moment; the server restarts it by itself.',
  },
  disk_full: {
    what: 'The server’s disk is full, so it takes nothing new.',
    means: 'What it took before is kept.',
    next: 'Tell the owner of this server; until then keep your words elsewhere.',
  },
  bus_unavailable: {
    what: 'A part of the server is away, or its parts do not reach each other.',
    means: 'What it took is kept; these words are still here.',
    next: 'Try again in a moment. If it stays so, tell the owner of this server.',
  },
  deadline_exceeded: {
    what: 'A part of the server did not answer in time.',
    means: 'Your words are still here.',
    next: 'Try again in a moment.',
  },
  shutting_down: {
    what: 'The server is stopping.',
    means: 'What it took is kept; these words are still here.',
    next: 'Try again when it is back.',
  },
  internal: {
    what: 'Something went wrong inside the server.',
    means: 'Your words are still here.',
    next: 'Try again. If it stays so, tell the owner of this server.',
  },
  unreachable: {
    what: 'The server is out of reach.',
    means: 'Nothing is lost: what it took is kept, and what you are writing is still here.',
    next: 'Check that it runs and that this device is connected, then try again.',
  },
  response_invalid: misread,
  not_enrolled: { what: 'This browser belongs to nobody here yet.', next: 'Open an invitation, or join with a device that you have.' },
  already_enrolled: { what: 'This browser belongs to somebody here already.', next: 'Use another browser, or another browser profile.' },
  identity_mismatch: {
    what: 'This is not the server that this browser knows.',
    means: 'Nothing was sent; somebody may stand between you and it.',
    next: 'Stop here, and ask the owner of the server by phone or in person.',
  },
  stamp_invalid: {
    what: 'A piece of the reply does not carry the stamp of this server, so it is not shown.',
    means: 'Your words are kept.',
    next: 'Ask again. If it stays so, tell the owner: something between you and the gate changes text.',
  },
  device_keys_closed: {
    what: 'The keys of this device do not open.',
    means: 'Nothing was changed.',
    next: 'Close the other pages of this server and try again.',
  },
};
