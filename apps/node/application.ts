import { fileURLToPath } from 'node:url';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '#libs/platform/config/index.js';
import { createHttpApplication, Front } from '#libs/platform/http/index.js';
import { type Log, NestLog } from '#libs/platform/log/index.js';
import { StartFailure } from './failure.js';
import { processModule } from './process.module.js';

const appFolder = fileURLToPath(new URL('../../device', import.meta.url));

/**
 * The application of one process, whatever its deployment: its parts, started, and with the role `gateway` listening to
 * clients. Nothing listens before everything behind it is there. Without that role no client can reach it at all.
 */
export const startApplication = async (config: Config, log: Log): Promise<INestApplicationContext> =>
  config.roles.includes('gateway')
    ? startHttp(config, log)
    : NestFactory.createApplicationContext(await processModule(config, log), { logger: new NestLog(log), abortOnError: false });

/** As `startApplication`, for a process that has the role `gateway`. */
export const startHttp = async (config: Config, log: Log): Promise<NestFastifyApplication> => {
  const front = config.behindProxy ? new Front(config.proxyNames) : undefined;
  const application = await createHttpApplication(await processModule(config, log), {
    staticFolder: appFolder,
    logger: new NestLog(log),
    origin: config.origin,
    front,
    onInternal: (error) => log.error('request_failed', error),
  });
  await front?.known();
  try {
    await application.listen(config.port, config.host);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw sentences[code] ? new StartFailure('port', sentences[code](config), { cause }) : cause;
  }
  return application;
};

/** What the system says of an address that it does not give us. */
const sentences: Record<string, (config: Config) => string> = {
  EADDRINUSE: ({ port }) => `Port ${port} is in use. Stop what listens there, or choose another with MIRROR_PORT.`,
  EACCES: ({ port }) => `This account may not listen on port ${port}. Choose one above 1023 with MIRROR_PORT.`,
  EADDRNOTAVAIL: ({ host }) => `${host} is not an address of this machine. Set MIRROR_HOST to one that is.`,
};
