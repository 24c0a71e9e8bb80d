import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { INestApplication, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { MirrorError } from '#libs/contracts/index.js';
import type { Front } from './front.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';

/** The largest body of any route: a chain entry with wraps is far below, a turn of 2,000 characters too. */
const BODY_LIMIT = 64 * 1024;

export type HttpOptions = {
  /** Folder of the built device app, or none for a process without it. */
  staticFolder?: string;
  logger: LoggerService;
  /** The node's own address: requests that name another host are refused. */
  origin: string;
  /** Stands before this application and writes down whom it serves. */
  front?: Front | undefined;
  onInternal: (error: unknown) => void;
};

/** Scripts and styles from here alone; wasm only for Argon2id; nothing may frame the page. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    workerSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** An application that accepts clients: one error shape, strict JSON, security headers, the device app. */
export const createHttpApplication = async (module: Type | object, options: HttpOptions): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    // One hop and no more: the same as `clientAddress`.
    trustProxy: (address, hop) => hop === 0 && (options.front?.includes(address) ?? false),
    requestTimeout: 30_000,
    logger: false,
    // An address that is none: Fastify's own answer would quote it, and have another shape.
    frameworkErrors: (_error: unknown, _request: unknown, reply: FastifyReply) =>
      sendProblem(reply, new MirrorError('invalid_request', 'The address is not one.')),
  });
  const application = await NestFactory.create<NestFastifyApplication>(module as Type, adapter, {
    logger: options.logger,
    abortOnError: false,
    bodyParser: false,
  });
  application.useGlobalFilters(new ProblemFilter(options.onInternal));
  await application.register(helmet, {
    contentSecurityPolicy,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    // Nothing but loopback is ever served as plain http, so whoever once came by TLS never needs another way.
    strictTransportSecurity: options.origin.startsWith('https:') && { maxAge: 31_536_000, includeSubDomains: false },
  });
  onlyJson(application);
  onlyThisHost(application, new URL(options.origin).host);
  outliveUpgrades(application);
  if (options.staticFolder) await serveApp(application, options.staticFolder);
  return application;
};

/**
 * JSON alone is read. Fastify reads text/plain too, which lets a page elsewhere send a body without a preflight. Our own
 * parser, so that a broken body is told as such: Nest hides the code of Fastify's own errors.
 */
const onlyJson = (application: NestFastifyApplication): void => {
  const fastify = application.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(body as string));
    } catch {
      done(new MirrorError('invalid_json'));
    }
  });
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(new MirrorError('unsupported_media_type')));
  fastify.addHook('onRequest', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store');
  });
};

/**
 * DNS rebinding: a page elsewhere can point its own name at this address and then counts as the same origin. Its
 * requests still name that host. Health may be asked by address.
 */
const onlyThisHost = (application: NestFastifyApplication, host: string): void => {
  application
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request, reply) => {
      // Of the header itself: what a front says of the host is not asked.
      if (request.headers.host === host || /^\/health(\/|\?|$)/.test(request.url)) return;
      sendProblem(reply, new MirrorError('origin_refused', `This server is known as ${host}.`));
      return reply;
    });
};

/**
 * Node.js takes its own listener off a socket that asks for an upgrade. One that is reset while it is being refused would
 * end the process: anybody who reaches the port could stop the node with a handful of bytes.
 */
const outliveUpgrades = (application: NestFastifyApplication): void => {
  application.getHttpServer().on('upgrade', (_request: IncomingMessage, socket: Duplex) => socket.on('error', () => socket.destroy()));
};

/** The device app: hashed assets may be kept, the page itself is asked for anew; unknown paths outside /v1 are the app's. */
const serveApp = async (application: NestFastifyApplication, folder: string): Promise<void> => {
  const fastify = application.getHttpAdapter().getInstance();
  await application.register(fastifyStatic, {
    root: folder,
    // A route for each file that is there now; what else is asked for comes to the route below.
    wildcard: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header('Cache-Control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  fastify.get('/*', (request, reply) => {
    const isPage = !/^\/(v1|health|assets)(\/|$)/.test(request.url) && (request.headers.accept ?? '').includes('text/html');
    if (isPage) return reply.header('Cache-Control', 'no-cache').sendFile('index.html', { cacheControl: false });
    return sendProblem(reply, new MirrorError('not_found'));
  });
};

/** Where the application listens, as a port number (for port 0). */
export const listeningPort = (application: INestApplication): number => {
  const address = application.getHttpServer().address();
  return typeof address === 'object' && address ? address.port : 0;
};
