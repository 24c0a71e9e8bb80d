import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { inChromium, launchChromium } from './chromium.js';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';
import { Visitor } from './visitor.js';

const words = 'I said yes to the extra shift again before I had looked at anything.';

inChromium('joining in the browser', () => {
  let node: TestedNode;
  let browser: Browser;
  let owner: Visitor;

  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode(), launchChromium()]);
    owner = await Visitor.arrive(browser, node.origin);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await node.remove();
  });

  it('goes from the claim link to the first mirrorback by keyboard alone', async () => {
    const { page } = owner;
    const { keyboard } = page;
    await page.goto(await node.claimLink());
    await owner.tabTo(page.getByLabel('Your name'));
    await keyboard.type('Ida');
    await owner.tabTo(page.getByRole('button', { name: 'Make the keys and join' }));
    await keyboard.press('Enter');

    const code = await owner.recoveryCode();
    expect(code).toMatch(/^(?:[0-9A-Z]{4} ){6}[0-9A-Z]{4}$/);
    await owner.tabTo(page.getByRole('button', { name: 'I wrote it by hand' }));
    await keyboard.press('Enter');
    await owner.tabTo(page.getByRole('textbox'));
    await keyboard.type((await owner.askedGroup(code)).toLowerCase());
    await keyboard.press('Enter');
    await owner.tabTo(page.getByRole('button', { name: 'Begin to write' }));
    await keyboard.press('Enter');
    await owner.unlocked();

    await owner.tabTo(owner.composer);
    await keyboard.type(words);
    await keyboard.press('Control+Enter');
    await owner.turnOf(words).locator('.uncertain').waitFor();

    await owner.tabTo(page.getByRole('link', { name: 'History' }).first());
    await keyboard.press('Enter');
    await owner.focused(owner.heading('History'));
    await owner.tabTo(page.getByRole('link', { name: new RegExp(words) }));
    await keyboard.press('Enter');
    await owner.turnOf(words).waitFor();
  });

  it('tells a browser that is in already so, and leaves the link unused', async () => {
    await owner.page.goto(await node.claimLink());
    await owner.heading('This browser is signed in already').waitFor();
  });

  it('shows the recovery code once: to print it stands alone on a card, and only with it one goes on', async () => {
    await owner.page.goto(node.origin);
    await owner.goTo('People');
    await owner.page.getByLabel('Their name').fill('Jonas');
    await owner.page.getByRole('button', { name: 'Make the link' }).click();
    const link = (await owner.page.locator('.invite pre').textContent()) ?? '';
    expect(link).toContain('#');

    const jonas = await Visitor.arrive(browser, node.origin);
    const { page } = jonas;
    await page.goto(link);
    expect(await page.getByLabel('Your name').inputValue()).toBe('Jonas');
    await page.getByRole('button', { name: 'Make the keys and join' }).click();
    const code = await jonas.recoveryCode();
    expect(page.url()).not.toContain('#');

    await page.emulateMedia({ media: 'print' });
    const printed = await page.evaluate(() =>
      [...document.querySelectorAll('h1, .card, .button, .bar, .note')]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .map((element) => element.className || element.tagName),
    );
    expect(printed).toEqual(['card']);
    await page.emulateMedia({ media: 'screen' });

    await page.getByRole('button', { name: 'Print' }).click();
    await page.getByRole('textbox').fill('WRONG');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('That is another group').waitFor();
    await page.getByRole('textbox').fill(await jonas.askedGroup(code));
    await page.getByRole('button', { name: 'Go on' }).click();
    await jonas.heading('Everything is ready').waitFor();
    await page.reload();
    expect(await page.locator('body').textContent()).not.toContain(code.split(' ')[0]);
    expect(jonas.complaints).toEqual([]);

    await owner.page.reload();
    await owner.page.getByRole('listitem').filter({ hasText: 'Jonas' }).getByText('1 device').waitFor();
    const third = await Visitor.arrive(browser, node.origin);
    await third.page.goto(link);
    await third.heading('This link was used before').waitFor();
  });

  it('tells a stranger where to begin, and where there is nothing', async () => {
    const stranger = await Visitor.arrive(browser, node.origin);
    await stranger.page.goto(`${node.origin}/people`);
    await stranger.heading('This browser belongs to nobody here yet').waitFor();
    await stranger.page.goto(`${node.origin}/nowhere`);
    await stranger.heading('There is nothing at this address').waitFor();
    expect(stranger.complaints).toEqual([]);
  });

  it('meets no error, no violation of its policy, and asks nobody else', () => {
    expect(owner.complaints).toEqual([]);
  });
});
