import type { Origin } from './origin.js';
import { look, ok, type Verdict, wrong } from './verdict.js';
import type { Ways } from './ways.js';

/** How a door was found: by the name that people type, or only at this machine itself; what it said, and whether as a node does. */
export type Reached = { by: 'name' | 'machine'; status: number; ours: boolean } | { by: 'silent' } | { by: 'nothing'; reason: string };

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ENOTFOUND: 'the name leads nowhere',
  EAI_AGAIN: 'the name leads nowhere',
  ECONNRESET: 'the connection was broken off',
  EPROTO: 'what answers there speaks no TLS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'what answers there speaks no TLS',
};
/** A system's word for a failed connection, in ours. */
export const reasonOf = (code: string): string => reasons[code] ?? code;

/** Judges whether somebody who opens the address gets to the node. */
export const judgeReach = ({ origin, port, host }: Origin, reached: Reached, ways: Ways): Verdict => {
  if (reached.by === 'nothing') return wrong(`Nothing answers at ${origin} (${reasonOf(reached.reason)}): nobody gets in.`, ways.start);
  if (reached.by === 'silent')
    return wrong(`Something takes the connection at ${origin}, and says nothing: nobody gets in.`, ways.again('gateway'));
  if ([502, 503, 504].includes(reached.status))
    return wrong(`The front answers at ${origin}, but no gateway behind it (${reached.status}): nobody gets in.`, ways.again('gateway'));
  if (!reached.ours)
    return wrong(
      `What answers at ${origin} is not this node (it said ${reached.status}).`,
      `See what else listens on port ${port}, or stands before it.`,
    );
  if (reached.by === 'machine')
    return look(
      `The node answers on this machine, but not by way of ${host} from here. Behind a router that is usual; otherwise nobody gets in.`,
      `Open ${origin} on a phone outside. If it does not come up, let port ${port} through to this machine.`,
    );
  return ok(`The node answers at ${origin}.`);
};

/** What plain http answers, for who types the name without https. */
export type Redirect = { status: number; location: string | undefined } | { reason: string };

/** Judges the way from http to https. It is a comfort, and how automatic certificates are made: never what keeps people out. */
export const judgeRedirect = ({ origin, host }: Origin, found: Redirect): Verdict => {
  if ('reason' in found)
    return look(
      `Nothing answers at http://${host} (${reasonOf(found.reason)}). Who types the name without https gets nowhere, and automatic certificates are not renewed.`,
      'Let port 80 through to this machine.',
    );
  if (found.status >= 300 && found.status < 400 && URL.parse(found.location ?? '')?.origin === origin)
    return ok(`http://${host} leads on to ${origin}.`);
  return look(
    `http://${host} does not lead on to ${origin} (it said ${found.status}).`,
    'See what listens on port 80; the front of the compose file leads on.',
  );
};
