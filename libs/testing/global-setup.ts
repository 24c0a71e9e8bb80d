import type { TestServer } from './test-server.js';

declare global {
  var mirrorTestServer: TestServer | undefined;
}

/** Before the medium specs: one PostgreSQL for all of them. Jest runs this outside its module registry, so tsx loads the rest. */
export default async (): Promise<void> => {
  const { tsImport } = await import('tsx/esm/api');
  const { TestServer }: typeof import('./test-server.js') = await tsImport('./test-server.ts', import.meta.url);
  globalThis.mirrorTestServer = await TestServer.start();
  // Workers are started after this and inherit it.
  process.env.MIRROR_TEST_DATABASE = globalThis.mirrorTestServer.adminUrl;
};
