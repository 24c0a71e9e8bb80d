import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vite';
import device from '../vite.config.js';

/** The same pages over made-up data; every path answers with the preview's own page. Never built, never shipped. */
export default mergeConfig(device, {
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: fileURLToPath(new URL('../public', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../../../node_modules/.vite/preview', import.meta.url)),
  server: { fs: { allow: [fileURLToPath(new URL('../../..', import.meta.url))] } },
});
