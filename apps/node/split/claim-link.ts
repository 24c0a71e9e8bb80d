import { NestFactory } from '@nestjs/core';
import { Invitations } from '#libs/access/index.js';
import { MirrorError } from '#libs/contracts/index.js';
import { Config } from '#libs/platform/config/index.js';
import { Log, NestLog } from '#libs/platform/log/index.js';
import { type Claim, claimLines } from '../claim-screen.js';
import type { Environment } from '../commands.js';
import { StartFailure } from '../failure.js';
import { processModule } from '../process.module.js';
import { version } from '../version.js';

/**
 * Shows whoever has a terminal in the gateway's container the link that makes its first reader the owner, as the screen of
 * an embedded node does. Nowhere else: the processes of a split node write to logs, which others read.
 */
export const claimLink = async (argv: string[], environment: Environment): Promise<void> => {
  if (argv.length > 0) throw new StartFailure('usage', `"${argv.join(' ')}" means nothing here: claim-link takes no options.`);
  // What the first process of a container prints goes into the container's log, and from there wherever logs go; also
  // where that is an init, and we its child. Whoever comes in later has no parent in there.
  if ([process.pid, process.ppid].includes(1)) throw new StartFailure('usage', `Run this beside a gateway that is there: ${COMMAND}`);
  const config = new Config({ ...environment, ...OWN_SETTINGS }, version);
  const claim = await offer(config);
  if (!claim) throw new StartFailure('usage', 'This node has an owner already. Ask them for an invitation.');
  const lines = await claimLines(claim, 'asking again');
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
};

/** A person waits at a terminal. */
const OWN_SETTINGS = { MIRROR_DATA: undefined, ROLES: 'gateway', MIRROR_PATIENCE_SECONDS: '10' };
const COMMAND = 'docker compose exec gateway claim-link';

/** For this moment the process is one more gateway, without a door: it asks as the gateway may ask, and nothing more. */
const offer = async (config: Config): Promise<Claim | undefined> => {
  const log = new Log('silent', config.version);
  const { AccessModule } = await import('#libs/access/access.module.js');
  const module = await processModule(config, log, [AccessModule]);
  const application = await NestFactory.createApplicationContext(module, { logger: new NestLog(log), abortOnError: false });
  try {
    return await application.get(Invitations, { strict: false }).ensureOwnerInvitation();
  } catch (error) {
    if (!(error instanceof MirrorError) || !asking.has(error.code)) throw error;
    throw new StartFailure(
      'bus',
      'The vault does not answer, so no link can be made. Look whether it runs and what it says, then ask again.',
      { cause: error },
    );
  } finally {
    await application.close();
  }
};

/** How a call ends that nobody answers. */
const asking = new Set(['deadline_exceeded', 'bus_unavailable', 'vault_unavailable']);
