/** How the administrator of one kind of installation does things: each a command, or a sentence where there is none. */
export type Ways = {
  start: string;
  logs: (part: string) => string;
  /** Brings up what does not run. */
  again: (part: string) => string;
  restart: (part: string) => string;
  /** Puts back a secret that is not there. */
  lost: (name: string) => string;
  /** A new certificate, by who signs it. */
  renew: { own: string; automatic: string };
  /** Room on the disk. */
  free: string;
  release: (event: string) => string;
};

/** Without these what was sealed or stored does not open: never made anew beside data. */
const IRREPLACEABLE = ['root.key', 'database-admin'];

const keepCopy = (name: string): string =>
  `Put ${name} back from the copy of your secrets. Do not make a new one: what is stored opens with the old one alone.`;

export const composeWays: Ways = {
  start: 'docker compose up -d',
  logs: (part) => `docker compose logs --tail 50 ${part}`,
  again: (part) => `docker compose up -d; if it stays so: docker compose logs --tail 50 ${part}`,
  restart: (part) => `docker compose restart ${part}`,
  lost: (name) =>
    IRREPLACEABLE.includes(name)
      ? keepCopy(name)
      : 'Put it back from the copy of your secrets; without a copy run scripts/compose-init, then docker compose up -d --force-recreate.',
  renew: {
    own: 'Run scripts/compose-init, then docker compose restart caddy.',
    automatic: 'docker compose logs --tail 50 caddy says why it was not renewed; ports 80 and 443 must be reached from outside.',
  },
  free: 'Free space, or give it a larger disk: docker system df shows what Docker holds.',
  release: (event) => `docker compose exec gateway node dist/apps/node/main.js events release ${event}`,
};

/** Inside a container there is nothing that starts another one. */
export const processWays: Ways = {
  ...composeWays,
  start: 'On the host: docker compose up -d',
  again: (part) => `On the host: ${composeWays.again(part)}`,
};

export const embeddedWays = (data: string): Ways => ({
  start: `scripts/start --data ${data}`,
  logs: () => `tail -n 50 ${data}/log/node.log`,
  again: () => `It is started again by itself. If it stays so: tail -n 50 ${data}/log/node.log`,
  restart: () => 'Stop the node with Ctrl-C, then start it again with scripts/start.',
  lost: (name) => (name.startsWith('database-') || IRREPLACEABLE.includes(name) ? keepCopy(name) : `Put ${name} back from your copy.`),
  renew: { own: 'Start the node again.', automatic: 'Start the node again.' },
  free: `Free space on that disk, or move ${data} to a larger one while the node is stopped.`,
  release: (event) => `node dist/apps/node/main.js events release ${event} --data ${data}`,
});

const AT_THE_SERVER = 'At the server: mirrorctl doctor, in the folder of docker-compose.yml or with --data, sees more.';
export const remoteWays: Ways = {
  start: 'Start the node at the server.',
  logs: () => AT_THE_SERVER,
  again: () => AT_THE_SERVER,
  restart: () => AT_THE_SERVER,
  lost: () => AT_THE_SERVER,
  renew: { own: AT_THE_SERVER, automatic: AT_THE_SERVER },
  free: AT_THE_SERVER,
  release: () => AT_THE_SERVER,
};
