import { once } from 'node:events';

/** After the medium specs, whether they passed or not. */
export default async (): Promise<void> => {
  const server = globalThis.mirrorTestServer;
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  server.stdin.end();
  await once(server, 'exit');
};
