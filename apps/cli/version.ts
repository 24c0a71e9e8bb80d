import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Built, this lies in `dist/apps/cli`; a spec reads it from its source. */
const described = (): unknown => {
  try {
    return require('../../../package.json');
  } catch {
    return require('../../package.json');
  }
};

/** Of this build. */
export const { version } = described() as { version: string };
