import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartFailure } from './failure.js';

/** Asks for the port before anything is begun. @throws StartFailure where somebody has it. */
export const freePort = async (port: number, host: string): Promise<void> => {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EACCES')
      throw new StartFailure('port', `This account may not listen on port ${port}. Choose one above 1023 with --port.`, { cause });
    throw new StartFailure(
      'port',
      `Port ${port} is in use, perhaps by a node that runs already. Stop what listens there, or choose another with --port.`,
      { cause },
    );
  } finally {
    probe.close();
  }
};
