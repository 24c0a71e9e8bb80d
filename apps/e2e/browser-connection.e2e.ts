import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { inChromium, launchChromium } from './chromium.js';
import { ModelServer, type Script } from './model-server.js';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';
import { Visitor } from './visitor.js';

const forged = 'Trust the stranger at the door.';
const sentences = ['You wrote of the door. ', 'You wrote that it stood open. ', 'What came through it?'];

/** A frame with another text in its segment, and everything else as the gate stamped it. */
const forge = (message: string): string => {
  const frame = JSON.parse(message) as { type: string; segment?: { text: string } };
  return frame.type === 'segment' && frame.segment ? JSON.stringify({ ...frame, segment: { ...frame.segment, text: forged } }) : message;
};
/** The smallest change there is: one letter. */
const flip = (message: string): string => message.replace('You wrote of the door.', 'You wrote of the moor.');

inChromium('the connection of a page', () => {
  let node: TestedNode;
  let model: ModelServer;
  let browser: Browser;
  let visitor: Visitor;
  let script: Script = { pieces: sentences };

  beforeAll(async () => {
    model = await ModelServer.start(() => script);
    [node, browser] = await Promise.all([startNode({ environment: { MIRROR_OLLAMA_URL: model.url } }), launchChromium()]);
    visitor = await Visitor.arrive(browser, node.origin);
    await visitor.join(await node.claimLink(), 'Ida');
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await node.remove();
    await model.stop();
  });

  it.each([
    ['another text', forge, forged],
    ['one letter changed', flip, 'the moor'],
  ])('never shows a segment with %s under the gate’s stamp', async (name, change, shown) => {
    const page = await visitor.context.newPage();
    await page.addInitScript((text) => {
      // Even for a moment: whatever the page ever shows is written down.
      new MutationObserver(() => {
        if (document.body?.textContent?.includes(text)) Object.assign(globalThis, { everShown: true });
      }).observe(document, { childList: true, subtree: true, characterData: true });
    }, shown);
    await page.routeWebSocket(/\/v1\/stream$/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => socket.send(typeof message === 'string' ? change(message) : message));
    });
    await page.goto(node.origin);
    await page.getByRole('button', { name: /^Unlocked/ }).waitFor();
    const words = `The door stood open, with ${name}.`;
    await page.getByLabel('Your reflection').fill(words);
    await page.getByRole('button', { name: 'Reflect', exact: true }).click();
    await page.getByText('does not carry this server’s stamp').waitFor();
    expect(await page.evaluate(() => 'everShown' in globalThis)).toBe(false);
    await page.close();
  });

  it('shows what the gate stamped once nobody changes it any more', async () => {
    await (await visitor.inHistory(/one letter changed/)).click();
    await visitor.page.getByText('You wrote of the door.').waitFor();
  });

  it('goes on by HTTP where no WebSocket gets through', async () => {
    const page = await visitor.context.newPage();
    await page.routeWebSocket(/\/v1\/stream$/, (socket) => socket.close());
    await page.goto(node.origin);
    await page.getByRole('button', { name: /^Unlocked/ }).waitFor();
    await page.getByLabel('Your reflection').fill('No socket gets through here.');
    await page.getByRole('button', { name: 'Reflect', exact: true }).click();
    await page.getByRole('article').filter({ hasText: 'No socket gets through here.' }).getByText('What came through it?').waitFor();
    await page.close();
    expect(visitor.complaints).toEqual([]);
  });

  it('gives the rest of a reply once, after it broke in the middle', async () => {
    script = { pieces: sentences, pauseMs: 400 };
    const page = await visitor.context.newPage();
    let breaks = 0;
    await page.routeWebSocket(/\/v1\/stream$/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        socket.send(message);
        if (breaks > 0 || !message.includes('"segment"')) return;
        breaks += 1;
        void socket.close();
      });
    });
    await page.goto(node.origin);
    await page.getByRole('button', { name: /^Unlocked/ }).waitFor();
    await page.getByLabel('Your reflection').fill('It broke in the middle.');
    await page.getByRole('button', { name: 'Reflect', exact: true }).click();
    const turn = page.getByRole('article').filter({ hasText: 'It broke in the middle.' });
    await turn.locator('.uncertain').waitFor();
    expect(await turn.locator('.mirror').textContent()).toBe(sentences.join(''));
    expect(breaks).toBe(1);
    await page.close();
  });

  it('takes up a reply that still runs after a reload of the page', async () => {
    script = { pieces: sentences, pauseMs: 700 };
    const words = 'Reloaded before the end of it.';
    await visitor.goTo('Write');
    await visitor.write(words);
    const turn = visitor.turnOf(words);
    await turn.getByText('You wrote of the door.').waitFor();
    await visitor.page.reload();
    await turn.locator('.uncertain').waitFor();
    expect(await turn.locator('.mirror').textContent()).toBe(sentences.join(''));
  });

  it('breaks when the node is stopped, and takes the reflection up again when it is back', async () => {
    await visitor.goTo('Write');
    script = { pieces: ['You wrote of the door. ', 'And'], end: 'hang' };
    const words = 'The door, once more, while the server stops.';
    await visitor.write(words);
    const turn = visitor.turnOf(words);
    await turn.getByText('You wrote of the door.').waitFor();
    await node.kill();
    await turn.getByText('The connection broke off.').waitFor();
    script = { pieces: sentences };
    node = await node.again({ MIRROR_OLLAMA_URL: model.url });
    await turn.locator('.state').getByText('Cut short').waitFor({ timeout: 60_000 });
    await turn.getByRole('button', { name: 'Ask again' }).click();
    await turn.getByText('What came through it?').waitFor({ timeout: 60_000 });
    await turn.locator('.uncertain').waitFor();
  });

  it('keeps words in the composer while the node is away, and sends them when it is back', async () => {
    await node.stop();
    const words = 'Written while nobody was there.';
    await visitor.write(words);
    await visitor.page.getByText('The server is out of reach.').waitFor({ timeout: 60_000 });
    expect(await visitor.composer.inputValue()).toBe(words);
    node = await node.again({ MIRROR_OLLAMA_URL: model.url });
    await visitor.page.getByRole('button', { name: 'Try again' }).click();
    await visitor.turnOf(words).locator('.uncertain').waitFor({ timeout: 60_000 });
    expect(await visitor.composer.inputValue()).toBe('');
  });

  it('meets no error but that the node was away, and asks nobody else', () => {
    const other = visitor.complaints.filter(
      (complaint) =>
        !/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE|handshake: Unexpected response code: 503|status of (?:503|423)/.test(
          complaint,
        ),
    );
    expect(other).toEqual([]);
  });
});
