/** What is known of a refresh token when it is shown. */
export type RefreshStanding = {
  /** The proof's key is the one of the token's device. */
  sameKey: boolean;
  revoked: boolean;
  expired: boolean;
  deviceRemoved: boolean;
  /** Seconds since it was used, null where it was not. */
  usedSecondsAgo: number | null;
};

/** Two tabs that renew at once, or an answer that was lost, show the same token again within these. */
export const GRACE_SECONDS = 10;

export type RefreshVerdict = 'rotate' | 'end_family' | 'token_reused' | 'token_invalid' | 'device_revoked';

/**
 * What becomes of a refresh token that is shown (RFC 9700 §4.14.2, rotation). A token shown again after it was used means
 * that two hold it, and nobody can tell which is the thief: its family ends. Bound to the device key as it is (RFC 9449 §5),
 * a stolen one alone opens nothing, so one with a wrong key is only refused: a thief must not be able to sign a person out.
 */
export const judgeRefresh = (standing: RefreshStanding): RefreshVerdict => {
  if (standing.deviceRemoved) return 'device_revoked';
  if (standing.revoked) return 'token_reused';
  if (standing.usedSecondsAgo !== null) {
    const graceful = standing.sameKey && standing.usedSecondsAgo < GRACE_SECONDS;
    return graceful ? 'rotate' : 'end_family';
  }
  if (!standing.sameKey || standing.expired) return 'token_invalid';
  return 'rotate';
};
