import { createRequire } from 'node:module';

/** Of this build; as it lies in `dist/apps/node`. */
export const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };
