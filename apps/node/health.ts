import { request } from 'node:http';
import { OPERATOR_PORT } from '#libs/platform/config/operator-port.js';
import type { Environment } from './commands.js';
import { StartFailure } from './failure.js';

const PATIENCE_MS = 4_000;

/**
 * Asks the process of this container whether it is ready: 0, or 1 with what is not. Asked every few seconds, so it loads
 * nothing but Node.js' own.
 */
export const health = async (argv: string[], environment: Environment): Promise<void> => {
  if (argv.length > 0) throw new StartFailure('usage', `"${argv.join(' ')}" means nothing here: health takes no options.`);
  const port = Number(environment.MIRROR_METRICS_PORT || OPERATOR_PORT);
  const { status, body } = await ask(hostOf(environment.MIRROR_METRICS_HOST), port).catch((error: NodeJS.ErrnoException) => {
    throw new StartFailure('other', `The process does not answer on its port for health, ${port} (${error.code ?? error.message}).`);
  });
  process.stdout.write(`${body}\n`);
  process.exitCode = status === 200 ? 0 : 1;
};

/** An address that stands for all of this machine is reached by one of them. */
const hostOf = (host: string | undefined): string => {
  if (!host || host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
};

const ask = (host: string, port: number): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const asked = request({ host, port, path: '/health/ready', timeout: PATIENCE_MS }, async (response) => {
      try {
        const chunks: string[] = await response.setEncoding('utf8').toArray();
        resolve({ status: response.statusCode ?? 0, body: chunks.join('') });
      } catch (error) {
        reject(error);
      }
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.on('error', reject);
    asked.end();
  });
