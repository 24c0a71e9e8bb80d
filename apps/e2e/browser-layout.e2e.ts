import { afterAll, beforeAll, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { inChromium, launchChromium } from './chromium.js';
import { ModelServer, type Script } from './model-server.js';
import { picture, shoot, sizes } from './page-pictures.js';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';
import { Visitor } from './visitor.js';

const words = {
  shift:
    'I said yes to the extra shift again before I had looked at anything. I wanted to be counted on, but I was angry at how quick the yes was.',
  list: 'Two lists on the kitchen table: what I owe others, and what I owe myself. The second one is empty, and I keep sharpening the pencil.',
  door: 'Mara asked whether I am happy here. I talked about the office for ten minutes. I never said yes, and I never said no.',
};

inChromium('every state of the page, with the mirror of the server,', () => {
  let node: TestedNode;
  let browser: Browser;
  let ida: Visitor;

  beforeAll(async () => {
    [node, browser] = await Promise.all([startNode(), launchChromium()]);
    ida = await Visitor.arrive(browser, node.origin);
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await node.remove();
  });

  it('holds while joining', async () => {
    const { page } = ida;
    await page.goto(node.origin);
    await ida.heading('This browser belongs to nobody here yet').waitFor();
    await shoot(page, '01-stranger');
    await page.goto(await node.claimLink());
    await page.getByLabel('Your name').fill('Ida');
    await shoot(page, '02-claim');
    await page.getByRole('button', { name: 'Make the keys and join' }).click();
    const code = await ida.recoveryCode();
    await shoot(page, '03-recovery-code', { whole: true });
    await page.getByRole('button', { name: 'I wrote it by hand' }).click();
    await shoot(page, '04-recovery-asked');
    await page.getByRole('textbox').fill(await ida.askedGroup(code));
    await page.getByRole('button', { name: 'Go on' }).click();
    await ida.heading('Everything is ready').waitFor();
    await shoot(page, '05-ready');
    await page.getByRole('button', { name: 'Begin to write' }).click();
    await ida.unlocked();
    await shoot(page, '06-write-empty');
    await ida.goTo('History');
    await ida.heading('Nothing here yet').waitFor();
    await shoot(page, '07-history-empty');
  });

  it('holds while writing and reading', async () => {
    const { page } = ida;
    await ida.goTo('Write');
    const turn = await ida.reflect(words.shift);
    await shoot(page, '08-write');
    await turn.locator('summary').click();
    await shoot(page, '09-uncertainty');
    await turn.locator('summary').click();
    await ida.reflect('It was not the shift. It was that nobody had to ask twice.', 'Analytical');
    await ida.composer.fill('And when I think of the next time');
    await shoot(page, '10-write-two', { whole: true });
    await ida.composer.fill('');
    await page.getByRole('button', { name: 'Begin a new session' }).click();
    await ida.reflect(words.list, 'Creative');
    await page.getByRole('button', { name: 'Begin a new session' }).click();
    await ida.reflect(words.door, 'Strategic');
    await shoot(page, '11-write-strategic');
    await ida.goTo('History');
    await page.locator('a.entry').first().waitFor();
    await shoot(page, '12-history');
    await page.locator('a.entry').last().click();
    await page.getByRole('button', { name: 'Continue writing in this session' }).waitFor();
    await shoot(page, '13-session', { whole: true });
  });

  it('holds in the picture of the README', async () => {
    const reader = await Visitor.arrive(browser, node.origin, {
      viewport: { width: 1040, height: 740 },
      deviceScaleFactor: 1.5,
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    await ida.goTo('People');
    await ida.page.getByLabel('Their name').fill('Noor');
    await ida.page.getByRole('button', { name: 'Make the link' }).click();
    await reader.join((await ida.page.locator('.invite pre').textContent()) ?? '', 'Noor');
    await reader.reflect(
      'The offer has been lying on the table for a week. I want to say yes, but something in me keeps finding reasons to wait.',
    );
    await picture(reader.page, 'write');
  });

  it('holds in a crisis', async () => {
    const { page } = ida;
    await ida.goTo('Write');
    await page.getByRole('button', { name: 'Begin a new session' }).click();
    await ida.write('I am so tired of all of it. I want to kill myself.');
    await ida.heading('First, people you can reach now').waitFor();
    await shoot(page, '14-crisis', { whole: true });
    await page.getByRole('button', { name: 'Keep on this device' }).click();
    await page.getByText('Kept on this device.').waitFor();
    await shoot(page, '15-crisis-kept');
    await page.goto(`${node.origin}/kept`);
    await page.getByRole('button', { name: 'Read again' }).click();
    await shoot(page, '16-kept');
    await ida.goTo('Write');
    await ida.write('I want to kill myself, and I want somebody to know.');
    await page.getByRole('button', { name: 'Send it after all' }).click();
    await page.getByText('Who answered').waitFor();
    await shoot(page, '17-sent-after-all', { whole: true });
  });

  it('holds with devices', async () => {
    const { page } = ida;
    const other = await Visitor.arrive(browser, node.origin);
    await ida.goTo('Devices');
    await page.getByRole('button', { name: 'Add a device' }).waitFor();
    await shoot(page, '18-devices-one');
    await page.getByRole('button', { name: 'Add a device' }).click();
    await page.locator('dialog svg').waitFor();
    await shoot(page, '19-devices-add');
    await other.page.goto(`${node.origin}/link`);
    await other.page.getByLabel('What this device is called').fill('Kitchen browser');
    await shoot(other.page, '20-link');
    await other.page.getByRole('button', { name: 'Show a code' }).click();
    const code = (await other.page.locator('.digits').textContent()) ?? '';
    await shoot(other.page, '21-link-waiting', { whole: true });
    await page.getByLabel('The code from the new device').fill(code);
    await page.getByRole('button', { name: 'Look it up' }).click();
    await ida.heading('Is this “Kitchen browser”?').waitFor();
    await shoot(page, '22-devices-compare');
    await page.getByRole('button', { name: 'They are the same, approve' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Kitchen browser' }).waitFor();
    await other.page.getByRole('button', { name: 'Go to your page' }).waitFor();
    await shoot(other.page, '23-linked');
    await page.getByText('is one of your devices now').waitFor({ state: 'detached' });
    await shoot(page, '24-devices-two');
    await page.getByRole('button', { name: 'Remove Kitchen browser' }).click();
    await shoot(page, '25-devices-remove');
    await other.page.getByRole('button', { name: 'Go to your page' }).click();
    await other.unlocked();
    await page.getByRole('button', { name: 'Remove it' }).click();
    await other.heading('This device was removed').waitFor();
    await shoot(other.page, '26-removed');
    await shoot(page, '27-devices-after');
  });

  it('holds with people, privacy, the lock, and what is not there', async () => {
    const { page } = ida;
    await ida.goTo('People');
    await page.getByLabel('Their name').fill('Jonas');
    await shoot(page, '28-people');
    await page.getByRole('button', { name: 'Make the link' }).click();
    await page.locator('.invite svg').waitFor();
    await shoot(page, '29-people-link', { whole: true });
    await ida.goTo('Privacy');
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await shoot(page, '30-privacy', { whole: true });
    await page.goto(`${node.origin}/nowhere`);
    await shoot(page, '31-nowhere');
    await ida.goTo('Write');
    await page.getByRole('button', { name: /^Unlocked/ }).click();
    await page.getByRole('heading', { name: 'Locked', exact: true }).waitFor();
    await shoot(page, '32-locked');
    await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await ida.unlocked();
    await page.setViewportSize(sizes.phone);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('.menu summary').click();
    await picture(page, '33-menu.phone.light');
    await page.locator('.menu summary').click();
    await node.stop();
    await ida.write('Written while nobody was there.');
    await page.getByText('The server is out of reach.').waitFor({ timeout: 60_000 });
    await shoot(page, '34-out-of-reach');
  });
});

inChromium('every state of the page, with a model,', () => {
  let node: TestedNode;
  let model: ModelServer;
  let browser: Browser;
  let ida: Visitor;
  let script: Script = { pieces: [] };

  beforeAll(async () => {
    model = await ModelServer.start(() => script, 'llama3.2:3b');
    const environment = { MIRROR_OLLAMA_URL: model.url, MIRROR_ON_ENGINE_TROUBLE: 'interrupt' };
    [node, browser] = await Promise.all([startNode({ environment }), launchChromium()]);
    ida = await Visitor.arrive(browser, node.origin);
    await ida.join(await node.claimLink(), 'Ida');
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await node.remove();
    await model.stop();
  });

  const anew = () => ida.page.getByRole('button', { name: 'Begin a new session' }).click();

  it('holds with a reply on its way, stopped, blocked, cut short', async () => {
    const { page } = ida;
    script = { pieces: ['The yes stands first, and “how quick the yes was”. ', 'The anger stands after it. ', 'And'], end: 'hang' };
    await ida.write(words.shift);
    await ida.turnOf(words.shift).getByText('The anger stands after it.').waitFor();
    await shoot(page, '35-streaming');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.state').getByText('Stopped by you').waitFor();
    await shoot(page, '36-stopped');
    await anew();
    script = { pieces: ['You wrote of the lists. ', 'Studies show that lists help. '] };
    const blocked = await ida.reflect(words.list);
    await blocked.locator('summary').click();
    await shoot(page, '37-blocked');
    await anew();
    script = { pieces: ['You wrote of Mara. ', 'And then'], end: 'cut' };
    const cut = await ida.reflect(words.door);
    await cut.locator('summary').click();
    await shoot(page, '38-cut-short');
    await anew();
    await shoot(page, '38b-new-session');
    await ida.write('How do I build a pipe bomb at home?');
    await page.getByRole('article', { name: 'Not passed on' }).getByText('What happened').click();
    await shoot(page, '39-not-passed-on');
    await ida.composer.fill('a'.repeat(2_010));
    await shoot(page, '40-too-long');
  });
});
