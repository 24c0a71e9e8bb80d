import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { inChromium, launchChromium } from './chromium.js';
import { endToken, tokenOf } from './page-storage.js';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';
import { Visitor } from './visitor.js';

const words = 'I keep two lists, and I wanted to keep one.';

inChromium('devices in the browser', () => {
  let node: TestedNode;
  let browser: Browser;
  let first: Visitor;
  let second: Visitor;

  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode(), launchChromium()]);
    first = await Visitor.arrive(browser, node.origin);
    second = await Visitor.arrive(browser, node.origin);
    await first.join(await node.claimLink(), 'Ida');
    await first.reflect(words);
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await node.remove();
  });

  const lookUp = async (code: string) => {
    await first.page.getByRole('button', { name: 'Add a device' }).click();
    await first.page.getByLabel('The code from the new device').fill(code);
    await first.page.getByRole('button', { name: 'Look it up' }).click();
  };
  const showCode = async (name: string): Promise<string> => {
    await second.page.goto(`${node.origin}/link`);
    await second.page.getByLabel('What this device is called').fill(name);
    await second.page.getByRole('button', { name: 'Show a code' }).click();
    return (await second.page.locator('.digits').textContent()) ?? '';
  };

  it('refuse what they do not know, and hand nothing over', async () => {
    const code = await showCode('Stranger');
    await first.goTo('Devices');
    await first.page.getByText('This is your only device.').waitFor();
    await lookUp(code.toLowerCase());
    await first.heading('Is this “Stranger”?').waitFor();
    await first.page.getByRole('button', { name: 'Refuse' }).click();
    await second.heading('The other device refused').waitFor();
    await second.page.getByRole('button', { name: 'Show a new code' }).click();
  });

  it('join by code: both show the same fingerprint, and the new one opens what was written before', async () => {
    const code = await showCode('Kitchen browser');
    await second.page.reload();
    const theirs = await second.page.locator('.prints').textContent();
    await lookUp(code);
    await first.heading('Is this “Kitchen browser”?').waitFor();
    expect(await first.page.locator('dialog .prints').textContent()).toBe(theirs);
    await first.page.getByRole('button', { name: 'They are the same, approve' }).click();
    await second.page.getByRole('button', { name: 'Go to your page' }).click();
    await second.unlocked();
    await second.goTo('History');
    await second.page.getByRole('link', { name: new RegExp(words) }).click();
    await second.turnOf(words).locator('.uncertain').waitFor();
    await first.page.getByRole('listitem').filter({ hasText: 'Kitchen browser' }).waitFor();
  });

  it('see at once, on all of them, that the vault was locked and opened', async () => {
    await first.page.getByRole('button', { name: /^Unlocked/ }).click();
    await second.page.getByRole('heading', { name: 'Locked', exact: true }).waitFor();
    expect(await second.page.locator('.page').textContent()).not.toContain(words);
    await first.page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await first.unlocked();
    await second.page.getByRole('heading', { name: 'Locked', exact: true }).waitFor({ state: 'detached' });
    await second.turnOf(words).waitFor();
  });

  it('keep what is written behind the lock, and send it when it opens', async () => {
    await first.goTo('Write');
    await first.page.getByRole('button', { name: /^Unlocked/ }).click();
    await first.page.getByRole('button', { name: 'Write without unlocking' }).click();
    const late = 'Written while it was closed.';
    await first.write(late);
    await first.page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await first.turnOf(late).locator('.uncertain').waitFor();
    expect(await first.composer.inputValue()).toBe('');
  });

  it('renew their token once where two tabs need it at the same moment', async () => {
    const other = await first.context.newPage();
    await other.goto(node.origin);
    await other.getByRole('button', { name: /^Unlocked/ }).waitFor();
    const renewals: string[] = [];
    first.context.on('request', (request) => {
      if (request.url().endsWith('/v1/tokens')) renewals.push(request.url());
    });
    const before = await endToken(first.page);
    await Promise.all([first.page, other].map((page) => page.locator('.bar').getByRole('link', { name: 'Devices' }).first().click()));
    for (const page of [first.page, other]) await page.getByRole('listitem').filter({ hasText: 'Kitchen browser' }).waitFor();
    expect(renewals).toHaveLength(1);
    expect(await tokenOf(first.page)).not.toBe(before);
    await other.close();
  });

  it('see at once that they were removed, and open nothing any more', async () => {
    await second.goTo('Write');
    await first.page.getByRole('button', { name: 'Remove Kitchen browser' }).click();
    await first.page.getByRole('button', { name: 'Remove it' }).click();
    await second.heading('This device was removed').waitFor({ timeout: 5_000 });
    expect(await second.page.locator('body').textContent()).not.toContain(words);
    await first.page.getByRole('heading', { name: 'Removed' }).waitFor();
    await second.page.getByRole('button', { name: 'Forget the keys of this browser' }).click();
    await second.heading('This browser belongs to nobody here yet').waitFor();
  });

  it('meet no error but the refusals that they were made to meet', () => {
    expect(first.complaints).toEqual([]);
    expect(second.complaints.filter((complaint) => !/device_revoked|status of 403|status of 410/.test(complaint))).toEqual([]);
  });
});
