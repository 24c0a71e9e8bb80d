import { type CertificateTrouble, type Certified, parseHost, troubleWith } from '#libs/platform/tls/index.js';
import type { SecretFiles } from './secrets.js';
import { look, type Verdict, wrong } from './verdict.js';

const what: Record<CertificateTrouble, string> = {
  unreadable: 'front.crt, front.key or ca.crt is not what its name says',
  'other-key': 'front.crt does not belong to front.key',
  'other-host': 'front.crt was made for another name',
  'other-authority': 'front.crt was not signed by ca.crt',
  'ends-soon': 'front.crt ends within 30 days, or has ended',
};

/** Judges the certificates that lie in the folder of secrets, before any front shows them. */
export const judgeCertificateFiles = (files: SecretFiles, host: string, now: number): Verdict[] => {
  const [authority, certificate, key] = ['ca.crt', 'front.crt', 'front.key'].map((name) => {
    const file = files.get(name);
    return file && 'text' in file ? file.text : undefined;
  });
  if (authority === undefined || certificate === undefined || key === undefined) return [];
  const trouble = troubleOf({ certificate, key }, authority, host, now);
  if (trouble === undefined) return [];
  const next = 'Run scripts/compose-init, which signs another one, then docker compose restart caddy.';
  return [
    trouble === 'ends-soon'
      ? look(`${what[trouble]}.`, next)
      : wrong(`${what[trouble]}: the front does not start, or devices refuse it.`, next),
  ];
};

const troubleOf = (server: Certified, authority: string, host: string, now: number): CertificateTrouble | undefined => {
  try {
    return troubleWith(server, authority, parseHost(host), now);
  } catch {
    // A name that no certificate can be for; the check of the folder says so.
    return undefined;
  }
};
