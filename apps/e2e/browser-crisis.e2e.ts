import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { inChromium, launchWithProfile } from './chromium.js';
import { storedBy } from './page-storage.js';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';
import { canary, tracesBelow, tracesIn } from './traces.js';
import { Visitor } from './visitor.js';

inChromium('words of a crisis', () => {
  const profile = mkdtempSync(join(tmpdir(), 'mirrorstead-profile-'));
  const planted = new Map<string, string>();
  let node: TestedNode;
  let visitor: Visitor;

  const inCrisis = (about: string): string => {
    const word = canary();
    planted.set(word, about);
    return `I want to kill myself. ${word}`;
  };
  const open = async () => {
    visitor = await Visitor.in(await launchWithProfile(profile), node.origin);
  };
  const traces = async () => tracesIn(Buffer.from(await storedBy(visitor.page)), 'the page’s storage', planted);

  beforeAll(async () => {
    node = await startNode();
    await open();
    await visitor.join(await node.claimLink(), 'Ida');
  }, 90_000);
  afterEach(() => expect(visitor.complaints).toEqual([]));
  afterAll(async () => {
    await visitor.close();
    rmSync(profile, { recursive: true, force: true });
    await node.remove();
  });

  it('are met by people to reach, with the focus on the heading and the words still there', async () => {
    const { page } = visitor;
    const words = inCrisis('cleared');
    await visitor.write(words);
    const heading = visitor.heading('First, people you can reach now');
    await visitor.focused(heading);
    expect(await page.title()).toBe('Write · Mirrorstead');
    expect(await page.locator('.reach a').count()).toBeGreaterThan(1);
    for (const link of await page.locator('.reach a').all()) expect(await link.getAttribute('href')).toMatch(/^(?:tel|sms|https):/);
    expect(await page.getByRole('textbox', { name: 'Your words' }).inputValue()).toBe(words);
    expect(await traces()).toEqual([]);
  });

  it('are gone when they are cleared', async () => {
    await visitor.page.getByRole('button', { name: 'Clear' }).click();
    await visitor.composer.waitFor();
    expect(await visitor.composer.inputValue()).toBe('');
    await visitor.goTo('History');
    await visitor.heading('Nothing here yet').waitFor();
  });

  it('can be kept on this device alone, sealed, and read again after a restart of the browser', async () => {
    const words = inCrisis('kept');
    await visitor.goTo('Write');
    await visitor.write(words);
    await visitor.page.getByRole('button', { name: 'Keep on this device' }).click();
    await visitor.page.getByText('Kept on this device.').waitFor();
    expect(await traces()).toEqual([]);
    await visitor.close();
    expect(tracesBelow(profile, planted)).toEqual([]);

    await open();
    const { page } = visitor;
    await page.goto(`${node.origin}/history`);
    await page.getByRole('link', { name: 'Words kept on this device alone' }).click();
    expect(await page.locator('body').textContent()).not.toContain(words);
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByText(words).waitFor();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.getByRole('button', { name: 'Clear them' }).click();
    await page.getByText('Nothing is kept on this device.').waitFor();
    await page.getByText(words).waitFor({ state: 'detached' });
  });

  it('can be sent after all: answered by the mirror without a model, with the people beside them', async () => {
    const words = inCrisis('sent after all');
    await visitor.goTo('Write');
    await visitor.write(words);
    await visitor.page.getByRole('button', { name: 'Send it after all' }).click();
    const turn = visitor.turnOf(words);
    await turn.getByText('Who answered').click();
    await turn.getByText('Answered by the mirror of this server, which needs no model.').waitFor();
    await turn.getByRole('complementary', { name: 'People you can reach' }).waitFor();
    await visitor.page.reload();
    await turn.getByRole('complementary', { name: 'People you can reach' }).waitFor();
    expect(await traces()).toEqual([]);
  });

  it('are nowhere in the browser’s profile and nowhere in the node’s disk, sent or not', async () => {
    await visitor.close();
    await node.stop();
    expect(tracesBelow(profile, planted)).toEqual([]);
    expect(node.traces(planted)).toEqual([]);
  });
});
