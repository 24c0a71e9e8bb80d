import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { en } from './app/catalogue/en.js';

/** The only sentence that stands in the page before a script runs comes from the catalogue too. */
const sentences: Plugin = {
  name: 'sentences',
  transformIndexHtml: (html) => html.replace('<!--noscript-->', en.frame.noScript),
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [sentences],
  resolve: { conditions: ['mirrorstead', ...defaultClientConditions] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../../dist/device', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // Browsers that know light-dark(): older ones would get a second copy of every color.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // A data: address would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
