import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartFailure } from '../failure.js';
import { isMissing, LOOPBACK } from './loopback.js';

/** Asks for the port on both loopback addresses before anything is begun. @throws StartFailure where somebody has it. */
export const freePort = async (port: number): Promise<void> => {
  for (const address of LOOPBACK) await probe(port, address);
};

const probe = async (port: number, address: string): Promise<void> => {
  const server = createServer();
  try {
    server.listen({ port, host: address, ipv6Only: true });
    await once(server, 'listening');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (isMissing(cause)) return;
    if (code === 'EACCES')
      throw new StartFailure('port', `This account may not listen on port ${port}. Choose one above 1023 with --port.`, { cause });
    throw new StartFailure(
      'port',
      `Port ${port} is in use, perhaps by a node that runs already. Stop what listens there, or choose another with --port.`,
      { cause },
    );
  } finally {
    server.close();
  }
};
