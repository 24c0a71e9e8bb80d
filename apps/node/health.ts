import { request } from 'node:http';
import { OPERATOR_PORT } from '#libs/platform/config/operator-port.js';
import type { Environment } from './commands.js';
import { StartFailure } from './failure.js';

const PATIENCE_MS = 4_000;

/**
 * Asks the process of this container whether it is ready: 0, or 1 with what is not. Asked every few seconds, so it loads
 * nothing but Node.js' own. With `--report` all that the process tells its operator, which `mirrorctl doctor` reads.
 */
export const health = async (argv: string[], environment: Environment): Promise<void> => {
  const [option, ...rest] = argv;
  if (rest.length > 0 || (option !== undefined && option !== '--report'))
    throw new StartFailure('usage', `"${argv.join(' ')}" means nothing here: health takes --report or nothing.`);
  const port = Number(environment.MIRROR_METRICS_PORT || OPERATOR_PORT);
  const { status, body } = await ask({
    host: hostOf(environment.MIRROR_METRICS_HOST),
    port,
    path: option ? '/report' : '/health/ready',
  }).catch((error: NodeJS.ErrnoException) => {
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

const ask = (where: { host: string; port: number; path: string }): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const asked = request({ ...where, timeout: PATIENCE_MS }, async (response) => {
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
