import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '#libs/testing/temporary-folder.js';
import { type Certified, issueServerCertificate, makeAuthority, mayCertify } from './authority.js';
import { parseHost } from './host.js';
import { certificateEnd, certificateFingerprint, isAuthority, troubleWith } from './inspection.js';

const run = promisify(execFile);
const openssl = (...args: string[]) => run('openssl', args).then(({ stdout }) => stdout);
const hasOpenssl = await openssl('version').then(
  () => true,
  () => false,
);
const withOpenssl = hasOpenssl ? it : it.skip;

const DAY = 86_400_000;
const now = Date.now();
const name = parseHost('mirror.clinic.lan');
const address = parseHost('127.0.0.1');
const stranger = parseHost('bank.example.org');
const authority = makeAuthority(name, now);
const server = issueServerCertificate(authority, name, now);

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (label: string, content: string): Promise<string> => {
  const path = join(folder, label);
  await writeFile(path, content);
  return path;
};

/** What a client that trusts `ca` alone says of a server, asked for by that name or address. */
const meet = async (served: Certified, ca: string, servername: string): Promise<string> => {
  const listener = createServer({ cert: served.certificate, key: served.key }, (socket) => socket.end('hello'));
  listener.on('tlsClientError', () => undefined);
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = listener.address() as AddressInfo;
    const asked = /^[\d.]+$/.test(servername) ? { host: servername } : { host: '127.0.0.1', servername };
    const socket = connect({ port, ca, ...asked });
    await once(socket, 'secureConnect');
    const [said] = await once(socket, 'data');
    return String(said);
  } catch (error) {
    return `${(error as NodeJS.ErrnoException).code} ${error}`;
  } finally {
    listener.close();
  }
};

describe('a node’s own authority', () => {
  it('lets a client that trusts it, and no other, meet the server by its name', async () => {
    expect(await meet(server, authority.certificate, name.text)).toBe('hello');
    expect(await meet(server, makeAuthority(name, now).certificate, name.text)).toMatch(/VERIFY|ISSUER|SELF_SIGNED/);
    expect(await meet(server, authority.certificate, 'other.clinic.lan')).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('lets it meet a server that has an address only', async () => {
    const own = makeAuthority(address, now);
    expect(await meet(issueServerCertificate(own, address, now), own.certificate, address.text)).toBe('hello');
  });

  it.each([
    [name, stranger],
    [name, address],
    [address, name],
  ])('of %j is refused for %j: with its stolen key nobody poses as another', async (own, other) => {
    const stolen = makeAuthority(own, now);
    const forged = issueServerCertificate(stolen, other, now);
    expect(await meet(forged, stolen.certificate, other.text)).toMatch(/permitted subtree violation|excluded subtree violation/);
    expect(mayCertify(stolen.certificate, own)).toBe(true);
    expect(mayCertify(stolen.certificate, other)).toBe(false);
  });

  withOpenssl('is none for mail and programs: with its stolen key nobody signs those, which have no name of a server', async () => {
    const [ca, key] = [await file('mail-ca.crt', authority.certificate), await file('mail-ca.key', authority.key)];
    const extensions = await file('mail.ext', 'keyUsage=digitalSignature\nextendedKeyUsage=emailProtection,clientAuth,codeSigning\n');
    const [asked, forged] = [join(folder, 'mail.csr'), join(folder, 'mail.crt')];
    await openssl('req', '-new', '-key', await file('mail.key', server.key), '-subj', '/CN=anybody', '-out', asked);
    await openssl('x509', '-req', '-in', asked, '-CA', ca, '-CAkey', key, '-days', '1', '-extfile', extensions, '-out', forged);
    for (const purpose of ['smimesign', 'sslclient'])
      await expect(openssl('verify', '-purpose', purpose, '-CAfile', ca, forged)).rejects.toThrow(
        /(unsuitable|unsupported) certificate purpose/,
      );
  });

  it('is one for ten years, the server’s is none and lasts 397 days at most', () => {
    const [top, leaf] = [new X509Certificate(authority.certificate), new X509Certificate(server.certificate)];
    expect([top.ca, leaf.ca]).toEqual([true, false]);
    expect((top.validToDate.getTime() - now) / DAY).toBeCloseTo(3652, 0);
    expect((leaf.validToDate.getTime() - leaf.validFromDate.getTime()) / DAY).toBeCloseTo(397, 5);
    expect(leaf.checkIssued(top)).toBe(true);
    expect(isAuthority(authority, now)).toBe(true);
    expect(isAuthority(authority, now + 3653 * DAY)).toBe(false);
    expect(isAuthority(server, now)).toBe(false);
  });

  it('signs nothing that outlives it', () => {
    const late = issueServerCertificate(authority, name, now + 3600 * DAY);
    expect(certificateEnd(late.certificate)).toBe(certificateEnd(authority.certificate));
  });

  it('has another name each time, and a fingerprint as phones show it', () => {
    const second = makeAuthority(name, now);
    expect(new X509Certificate(second.certificate).subject).not.toBe(new X509Certificate(authority.certificate).subject);
    const digest = createHash('sha256').update(new X509Certificate(second.certificate).raw).digest('hex').toUpperCase();
    expect(certificateFingerprint(second.certificate)).toBe(digest.match(/../g)?.join(':'));
  });

  withOpenssl('is what OpenSSL takes for one, by the letter', async () => {
    const [ca, crt] = [await file('ca.crt', authority.certificate), await file('front.crt', server.certificate)];
    expect(await openssl('verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', name.text, '-CAfile', ca, crt)).toContain(
      ': OK',
    );
    const text = (await openssl('x509', '-in', ca, '-noout', '-text')).replace(/\s+/g, ' ');
    expect(text).toContain('X509v3 Basic Constraints: critical CA:TRUE, pathlen:0');
    expect(text).toContain('X509v3 Key Usage: critical Certificate Sign, CRL Sign');
    expect(text).toContain(`X509v3 Name Constraints: critical Permitted: DNS:${name.text} Excluded: IP:0.0.0.0/0.0.0.0`);
    const leaf = (await openssl('x509', '-in', crt, '-noout', '-text')).replace(/\s+/g, ' ');
    expect(leaf).toContain('X509v3 Extended Key Usage: TLS Web Server Authentication');
    expect(leaf).toContain(`X509v3 Subject Alternative Name: DNS:${name.text}`);
    // A server that its authority never signed for must not become an authority itself.
    const below = issueServerCertificate({ ...server }, name, now);
    const chain = openssl('verify', '-CAfile', ca, '-untrusted', crt, await file('below.crt', below.certificate));
    await expect(chain).rejects.toThrow(/invalid CA certificate/);
  });
});

describe('a server certificate', () => {
  it('is good as it is', () => expect(troubleWith(server, authority.certificate, name, now)).toBeUndefined());

  it.each([
    ['ends-soon', server, authority.certificate, name, now + 368 * DAY],
    ['other-host', server, authority.certificate, stranger, now],
    ['other-host', server, authority.certificate, address, now],
    ['other-authority', server, makeAuthority(name, now).certificate, name, now],
    ['other-key', { ...server, key: authority.key }, authority.certificate, name, now],
    ['unreadable', { ...server, certificate: 'half of it' }, authority.certificate, name, now],
    ['unreadable', { ...server, key: '' }, authority.certificate, name, now],
    ['unreadable', server, '', name, now],
  ] as const)('is noticed where it is not: %s', (trouble, served, ca, host, at) => expect(troubleWith(served, ca, host, at)).toBe(trouble));

  it('keeps its key when it is issued again', () => {
    const again = issueServerCertificate(authority, name, now, server.key);
    expect(again.key).toBe(server.key);
    expect(again.certificate).not.toBe(server.certificate);
  });
});
