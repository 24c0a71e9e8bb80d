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
import { FOR_CONTAINERS, FOR_OWNER, type SecretsFolder } from './secrets-folder.js';

const why: Record<CertificateTrouble, string> = {
  unreadable: 'the earlier one could not be read',
  'other-key': 'the earlier one was of another key',
  'other-host': 'the address is another',
  'other-authority': 'the authority is another',
  'ends-soon': 'the earlier one would have ended soon',
};

/**
 * The node's own authority and its server certificate. The certificate is what a later run renews; an authority is made
 * anew only where the old one may not sign for the host, and that one is kept under another name.
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
  await folder.putAside('ca.crt');
  await folder.putAside('ca.key');
  const { certificate, key } = makeAuthority(host, now);
  const files = { 'ca.crt': { text: certificate, mode: FOR_CONTAINERS }, 'ca.key': { text: key, mode: FOR_OWNER } };
  await folder.makeTogether('authority', files, `certificate authority, for ${host.text} alone`);
};

const isUsable = async (folder: SecretsFolder, host: Host, now: number): Promise<boolean> => {
  const certificate = await folder.read('ca.crt');
  try {
    return certificateEnd(certificate) > now && mayCertify(certificate, host);
  } catch {
    throw new Error(
      `secrets/ca.crt can't be read as a certificate. Put it back from your copy. If it is lost, delete it with ca.key and run this again: staff trust the new one then. Nothing was overwritten.`,
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
      `A server certificate is to be signed, and secrets/ca.key is not there. Put it back from where you keep it, then run this again.`,
    );
  const pair = { certificate, key: await folder.read('ca.key') };
  if (!isAuthority(pair, now))
    throw new Error(`secrets/ca.key does not belong to the ca.crt beside it. Put the right one back, then run this again.`);
  return pair;
};
