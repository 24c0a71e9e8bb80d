import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from '@jest/globals';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

const findChromium = (): string | undefined => {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [process.env.MIRROR_CHROMIUM, '/usr/bin/chromium', ...onPath].find((path) => path && existsSync(path));
};
const executablePath = findChromium();

// Nothing of its own may talk to anybody, and no name but this machine's resolves.
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost',
];

/** A suite with a real Chromium: skipped by name where there is none, and failed where CI=true allows no skip. */
export const inChromium = (name: string, suite: () => void): void => {
  if (executablePath) describe(name, suite);
  else if (process.env.CI === 'true') describe(name, failsWithout);
  else describe.skip(`${name} (there is no Chromium)`, suite);
};

const failsWithout = (): void => {
  it('has a Chromium to run in', () => {
    throw new Error('There is no Chromium: set MIRROR_CHROMIUM or put one on PATH.');
  });
};

const launchOptions = () => ({ args, ...(executablePath ? { executablePath } : {}) });

export const launchChromium = (): Promise<Browser> => chromium.launch(launchOptions());

/** One whose profile lies in a folder, as a person's does: what it wrote there can be searched. */
export const launchWithProfile = (folder: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, { ...launchOptions(), locale: 'en-GB' });
