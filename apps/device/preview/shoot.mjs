// node apps/device/preview/shoot.mjs [folder] [name…]: pictures of every page and state, to be looked at.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { shots } from './shots.mjs';

const [folder = 'screens', ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
// What the node sends, or stricter: a page that needs more shows it as an error here.
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const configFile = fileURLToPath(new URL('vite.config.ts', import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), 'preview-'));
await build({ configFile, build: { outDir }, logLevel: 'error' });
const server = await preview({
  configFile,
  build: { outDir },
  preview: { port: 0, headers: { 'content-security-policy': policy } },
  logLevel: 'error',
});
const origin = server.resolvedUrls.local[0].replace(/\/$/, '');
const browser = await chromium.launch({
  executablePath: execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim(),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 }, narrow: { width: 320, height: 640 } };
let failed = 0;
for (const { name, path, act, as = ['phone-light', 'desktop-dark'], whole } of shots) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  for (const way of as) {
    const [size, room] = way.split('-');
    const context = await browser.newContext({
      viewport: sizes[size],
      deviceScaleFactor: 1.5,
      colorScheme: room,
      reducedMotion: 'reduce',
      timezoneId: 'UTC',
      hasTouch: size !== 'desktop',
    });
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && console.log(`${name} ${way}: ${message.text()}`));
    page.on('pageerror', (error) => {
      failed += 1;
      console.log(`${name} ${way}: ${error.message}`);
    });
    await page.clock.setFixedTime(new Date('2026-11-19T21:40:00Z'));
    try {
      await page.goto(origin + path);
      await page.locator('main h1, dialog h1').first().waitFor();
      await act?.(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      if (wide) console.log(`${name} ${way}: scrolls sideways`);
      await page.screenshot({ path: `${folder}/${name}-${way}.png`, fullPage: whole ?? false });
    } catch (error) {
      failed += 1;
      console.log(`${name} ${way}: ${error.message.split('\n')[0]}`);
    }
    await context.close();
  }
}
await browser.close();
await server.close();
rmSync(outDir, { recursive: true });
process.exit(failed === 0 ? 0 : 1);
