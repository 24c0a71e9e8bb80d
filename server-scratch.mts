import { EmbeddedPostgres } from '#libs/platform/postgres/index.js';
const p = await EmbeddedPostgres.start({ dataFolder: process.argv[2]!, settings: { listen_addresses: '127.0.0.1', port: process.argv[3]!, max_connections: '200' } });
console.log(p.pid);
process.on('SIGTERM', async () => { await p.stop(); process.exit(0); });
