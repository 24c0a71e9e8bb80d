import {
  type CertificateTrouble,
  certificateEnd,
  certificateFingerprint,
  type Host,
  isAuthority,
  issueServerCertificate,
  makeAuthority,
  mayCertify,
  troubleWith,
} from '#libs/platform/tls/index.js';
import { FOR_CONTAINERS, FOR_OWNER, type PutAside, type SecretsFolder } from './secrets-folder.js';

const why: Record<CertificateTrouble, string> = {
  unreadable: 'the earlier one could not be read',
  'other-key': 'the earlier one was of another key',
  'other-host': 'the address is another',
  'other-authority': 'the authority is another',
  'ends-soon': 'the earlier one would have ended soon',
};

/**
 * The node's own authority and its server certificate. The certificate is what a later run renews; the authority is another
 * only where the present one may not sign for the host, and that one is kept under another name: an earlier one for that
 * host where there is one, else a new one, which every device has to be told to trust.
 * @returns the authority's certificate, PEM
 */
export const ensureCertificates = async (folder: SecretsFolder, host: Host, now: number): Promise<string> => {
  await ensureAuthority(folder, host, now);
  await ensureServer(folder, host, now);
  return folder.read('ca.crt');
};

/** What the administrator has to know of them, for the end of the report. */
export const certificatesInWords = async (folder: SecretsFolder): Promise<{ fingerprint: string; until: string }> => ({
  fingerprint: certificateFingerprint(await folder.read('ca.crt')),
  until: new Date(certificateEnd(await folder.read('front.crt'))).toISOString().slice(0, 10),
});

const ensureAuthority = async (folder: SecretsFolder, host: Host, now: number): Promise<void> => {
  if (folder.has('ca.crt') && (await isUsable(folder, host, now))) return folder.kept('ca.crt');
  const earlier = await earlierAuthority(folder, host, now);
  await folder.putAside('ca.crt', 'ca.key');
  if (earlier) return folder.putBack('authority', earlier, `the authority that devices trusted for ${host.text} is back`);
  const { certificate, key } = makeAuthority(host, now);
  const files = { 'ca.crt': { text: certificate, mode: FOR_CONTAINERS }, 'ca.key': { text: key, mode: FOR_OWNER } };
  await folder.makeTogether('authority', files, `certificate authority, for ${host.text} alone`);
};

/**
 * The authority that was put aside last and may still sign for the host: an address that is changed back costs no device
 * its trust then. A key is known by itself and not by its number; the key of one may be kept elsewhere.
 */
const earlierAuthority = async (folder: SecretsFolder, host: Host, now: number): Promise<Record<string, PutAside> | undefined> => {
  for (const from of folder.putAsideOf('ca.crt')) {
    const certificate = await folder.read(from);
    if (!isGood(certificate, host, now)) continue;
    for (const key of folder.putAsideOf('ca.key'))
      if (isAuthority({ certificate, key: await folder.read(key) }, now))
        return { 'ca.crt': { from, mode: FOR_CONTAINERS }, 'ca.key': { from: key, mode: FOR_OWNER } };
    return { 'ca.crt': { from, mode: FOR_CONTAINERS } };
  }
  return undefined;
};

/** Of what was put aside nobody is asked to mend it. */
const isGood = (certificate: string, host: Host, now: number): boolean => {
  try {
    return maySign(certificate, host, now);
  } catch {
    return false;
  }
};

/** @throws where it can't be read */
const maySign = (certificate: string, host: Host, now: number): boolean =>
  certificateEnd(certificate) > now && mayCertify(certificate, host);

const isUsable = async (folder: SecretsFolder, host: Host, now: number): Promise<boolean> => {
  const certificate = await folder.read('ca.crt');
  try {
    return maySign(certificate, host, now);
  } catch {
    throw new Error(
      `${folder.named('ca.crt')} can't be read as a certificate. Put it back from your copy. If it is lost, delete it with ca.key and run this again: staff trust the new one then. Nothing was overwritten.`,
    );
  }
};

const ensureServer = async (folder: SecretsFolder, host: Host, now: number): Promise<void> => {
  const authority = await folder.read('ca.crt');
  const [certificate, key] = await Promise.all(
    ['front.crt', 'front.key'].map((name) => (folder.has(name) ? folder.read(name) : undefined)),
  );
  if (certificate === undefined || key === undefined) {
    const signed = issueServerCertificate(await authorityPair(folder, authority, now), host, now);
    const files = {
      'front.crt': { text: signed.certificate, mode: FOR_CONTAINERS },
      'front.key': { text: signed.key, mode: FOR_CONTAINERS },
    };
    return folder.makeTogether('front', files, `what the server shows as ${host.text}`);
  }
  const trouble = troubleWith({ certificate, key }, authority, host, now);
  if (!trouble) return folder.kept('front.crt', 'front.key');
  const signed = issueServerCertificate(await authorityPair(folder, authority, now), host, now, key);
  await folder.renew('front.crt', signed.certificate, `${why[trouble]}; restart caddy to show it`);
  folder.kept('front.key');
};

/** The authority's key may be kept elsewhere: it is needed for signing alone. */
const authorityPair = async (folder: SecretsFolder, certificate: string, now: number) => {
  if (!folder.has('ca.key'))
    throw new Error(
      `A server certificate is to be signed, and ${folder.named('ca.key')} is not there. Put it back from where you keep it, then run this again. Where it is lost, delete ca.crt too: staff trust a new one then.`,
    );
  const pair = { certificate, key: await folder.read('ca.key') };
  if (!isAuthority(pair, now))
    throw new Error(`${folder.named('ca.key')} does not belong to the ca.crt beside it. Put the right one back, then run this again.`);
  return pair;
};
