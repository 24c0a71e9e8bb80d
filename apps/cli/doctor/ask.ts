import { X509Certificate } from 'node:crypto';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import { rootCertificates, type TLSSocket } from 'node:tls';
import type { ShownCertificate } from './domain/certificate.js';
import type { Origin } from './domain/origin.js';

/** More than anything that a node says of itself. */
const MOST_BYTES = 256 * 1024;
/** Where nobody takes the connection in this time, nobody will. */
const CONNECT_MS = 1_500;

/** Where to knock: an address of the machine, whatever the name is. */
export type Via = { address: string; port: number };
export type Answer = {
  status: number;
  location: string | undefined;
  /** The clock of who answered, told in whole seconds; milliseconds since 1970. */
  date: number | undefined;
  body: string;
  /** When it was asked and answered by this machine's clock. */
  from: number;
  to: number;
  certificate: ShownCertificate | undefined;
};

/** An answer could not be had; `code` is the system's word for why. */
export class NoAnswer extends Error {
  constructor(
    readonly code: string,
    /** Somebody took the connection, and then said nothing. */
    readonly connected = false,
  ) {
    super(`no answer: ${code}`);
  }
}

/**
 * Asks by GET, at an address of our choice. Nothing is sent but the path, and nothing is believed for it: so it may look
 * behind a certificate that devices refuse, to say what is wrong with it.
 * @param authority the node's own certificate authority, PEM
 * @throws NoAnswer
 */
export const ask = (origin: Origin, via: Via, path: string, signal: AbortSignal, authority?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const from = Date.now();
    const common = {
      host: via.address,
      port: via.port,
      path,
      headers: { host: new URL(origin.origin).host, connection: 'close' },
      agent: false,
      signal,
    } as const;
    const answered = (response: IncomingMessage): void => {
      const certificate = origin.secure ? shownBy(response.socket as TLSSocket, origin.host, authority) : undefined;
      read(response).then(
        (body) =>
          resolve({
            status: response.statusCode ?? 0,
            location: response.headers.location,
            date: Date.parse(response.headers.date ?? '') || undefined,
            body,
            from,
            to: Date.now(),
            certificate,
          }),
        fail,
      );
    };
    let connected = false;
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(impatience);
      reject(new NoAnswer(signal.aborted ? 'ETIMEDOUT' : (error.code ?? error.name), connected));
    };
    const asked = origin.secure
      ? secureRequest(
          {
            ...common,
            ...(isIP(origin.host) ? {} : { servername: origin.host }),
            ca: authority === undefined ? [...rootCertificates] : [...rootCertificates, authority],
            rejectUnauthorized: false,
            minVersion: 'TLSv1',
            // The name is judged by itself, whatever address was knocked at.
            checkServerIdentity: () => undefined,
          },
          answered,
        )
      : plainRequest(common, answered);
    const impatience = setTimeout(() => asked.destroy(Object.assign(new Error('nobody there'), { code: 'ETIMEDOUT' })), CONNECT_MS);
    asked.on('socket', (socket) =>
      socket.once('connect', () => {
        connected = true;
        clearTimeout(impatience);
      }),
    );
    asked.on('error', fail).end();
  });

const read = async (response: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > MOST_BYTES) {
      response.destroy();
      break;
    }
  }
  return text;
};

const shownBy = (socket: TLSSocket, host: string, authority: string | undefined): ShownCertificate | undefined => {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  return {
    protocol: socket.getProtocol() ?? 'no TLS',
    notBefore: certificate.validFromDate.getTime(),
    notAfter: certificate.validToDate.getTime(),
    coversHost: (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined,
    byOwnAuthority: isSignedBy(certificate, authority),
    // A string where the chain does not hold, though the types say Error.
    ...(socket.authorized ? {} : { refusedFor: String(socket.authorizationError) }),
  };
};

const isSignedBy = (certificate: X509Certificate, authority: string | undefined): boolean => {
  try {
    return authority !== undefined && certificate.verify(new X509Certificate(authority).publicKey);
  } catch {
    // An authority that can't be read signed nothing; the secrets' own check says so.
    return false;
  }
};
