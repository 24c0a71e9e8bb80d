import { mkdirSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

const folder = new URL('screens/', import.meta.url).pathname;
const rooms = ['light', 'dark'] as const;
export const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

/** MIRROR_SCREENS=1 writes them to `screens/`: to be looked at, not to be compared. */
export const picture = async (page: Page, name: string, { whole = false } = {}): Promise<void> => {
  if (process.env.MIRROR_SCREENS !== '1') return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: whole });
};

const holds = async (page: Page, name: string): Promise<void> => {
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect({ name, sideways }).toEqual({ name, sideways: 0 });
};

/** One state of a page: nothing leaves its place, on a phone and a desktop, by day and evening, and in the worst cases. */
export const shoot = async (page: Page, name: string, options: { whole?: boolean } = {}): Promise<void> => {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    await holds(page, `${name} ${size}`);
    for (const colorScheme of rooms) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await picture(page, `${name}.${size}.${colorScheme}`, options);
    }
  }
  await lengthened(page, name);
  await enlarged(page, name);
  await page.setViewportSize(sizes.desktop);
};

/** A third more letters on the narrowest screen, as another language would have. */
const lengthened = async (page: Page, name: string): Promise<void> => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const told = new Map<Text, string>();
    for (let text = texts.nextNode() as Text | null; text; text = texts.nextNode() as Text | null) {
      if (text.parentElement?.closest('pre, .prints, .digits, .groups, .mono, .address')) continue;
      told.set(text, text.data);
      text.data = text.data.replace(/\p{L}{3,}/gu, (word) => word + 'enstem'.slice(0, Math.ceil(word.length / 3)));
    }
    Object.assign(globalThis, { told });
  });
  await picture(page, `${name}.narrow.long`);
  await holds(page, `${name}, a third longer`);
  await page.evaluate(() => {
    for (const [text, data] of (globalThis as unknown as { told: Map<Text, string> }).told) text.data = data;
  });
};

/** Letters twice as large, as a person may set them. */
const enlarged = async (page: Page, name: string): Promise<void> => {
  await page.setViewportSize({ width: 640, height: 900 });
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  await picture(page, `${name}.large`);
  await holds(page, `${name}, twice as large`);
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '';
  });
};
