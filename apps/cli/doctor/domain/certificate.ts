import { day, timeSpan } from './time-span.js';
import { look, ok, type Verdict, wrong } from './verdict.js';

/** Both automatic certificates and the node's own are renewed at 30 days: less than this, and renewing has failed. */
const SOON_MS = 21 * 86_400_000;

/** What a server showed at its door. Times in milliseconds since 1970. */
export type ShownCertificate = {
  /** "TLSv1.3" */
  protocol: string;
  notBefore: number;
  notAfter: number;
  /** Whether it was made for the name that was asked for. */
  coversHost: boolean;
  /** Signed by the authority whose certificate lies in the secrets folder. */
  byOwnAuthority: boolean;
  /** OpenSSL's word for what a device that trusts the public authorities and ours would refuse it for. */
  refusedFor?: string;
};

/** The way to a new certificate, which differs with who signs it. */
export type Renewal = { own: string; automatic: string };

const CERTIFICATE_REFUSED = 'Browsers and phones refuse the connection, so nobody gets in.';

/** Judges a server's certificate. @param now of this machine, milliseconds since 1970 */
export const judgeCertificate = (shown: ShownCertificate, host: string, now: number, renewal: Renewal): Verdict[] => [
  ...judgeProtocol(shown.protocol),
  judgeTrust(shown, host, now, shown.byOwnAuthority ? renewal.own : renewal.automatic),
];

/** TLS 1.0 and 1.1 are refused by every device (RFC 8996): whoever offers nothing better is something else than our front. */
const judgeProtocol = (protocol: string): Verdict[] =>
  ['TLSv1.2', 'TLSv1.3'].includes(protocol)
    ? []
    : [
        wrong(
          `The server speaks ${protocol}, which browsers refuse.`,
          'See what stands before the node; the front of the compose file speaks TLS 1.3.',
        ),
      ];

const judgeTrust = (shown: ShownCertificate, host: string, now: number, renew: string): Verdict => {
  const { notBefore, notAfter } = shown;
  if (notAfter <= now)
    return wrong(`The certificate of ${host} ended on ${day(notAfter)}, ${timeSpan(now - notAfter)} ago. ${CERTIFICATE_REFUSED}`, renew);
  if (notBefore > now)
    return wrong(
      `The certificate of ${host} begins on ${day(notBefore)}, and this machine takes today for ${day(now)}. ${CERTIFICATE_REFUSED}`,
      "Set this machine's clock (timedatectl), then look again.",
    );
  if (!shown.coversHost)
    return wrong(
      `The certificate that the server shows was not made for ${host}. ${CERTIFICATE_REFUSED}`,
      'Compare MIRROR_ORIGIN in .env with the name that people type; where it changed, run scripts/compose-init and restart the front.',
    );
  if (shown.refusedFor !== undefined)
    return wrong(
      `The certificate of ${host} is signed by nobody that a device trusts: neither a public authority nor the node's own (${shown.refusedFor}). ${CERTIFICATE_REFUSED}`,
      'See what answers there: another program, a proxy between, or a front that was not restarted after scripts/compose-init.',
    );
  const left = notAfter - now;
  const signer = shown.byOwnAuthority ? "the node's own authority" : 'a public authority';
  const is = `The certificate of ${host} is signed by ${signer} and valid until ${day(notAfter)}`;
  return left < SOON_MS
    ? look(`${is}: ${timeSpan(left)} from now, and it should have been renewed.`, renew)
    : ok(`${is} (${shown.protocol}).`);
};
