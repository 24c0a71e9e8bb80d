import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { inChromium, launchChromium } from './chromium.js';
import { ModelServer, type Script } from './model-server.js';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';
import { Visitor } from './visitor.js';

const inTwo =
  'On one side stands “the yes was quick”. On the other stands the anger. ⟨Both may have been there at once.⟩ Which came first?';

inChromium('writing in the browser', () => {
  let node: TestedNode;
  let model: ModelServer;
  let browser: Browser;
  let visitor: Visitor;
  let script: Script = { pieces: [] };

  beforeAll(async () => {
    model = await ModelServer.start(() => script);
    [node, browser] = await Promise.all([startNode({ environment: { MIRROR_OLLAMA_URL: model.url } }), launchChromium()]);
    visitor = await Visitor.arrive(browser, node.origin);
    await visitor.join(await node.claimLink(), 'Ida');
  }, 90_000);
  beforeEach(() => {
    script = { pieces: [inTwo] };
  });
  afterEach(() => expect(visitor.complaints).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await node.remove();
    await model.stop();
  });

  it('shows sentences while the model speaks, and marks the reply as busy until its end', async () => {
    script = { pieces: ['You wrote that the yes was quick. ', 'And that it cost you the evening. ', 'What was slower?'], pauseMs: 700 };
    await visitor.write('I said yes, and the yes was quick.');
    const turn = visitor.turnOf('I said yes, and the yes was quick.');
    const busy = turn.locator('.mirror[aria-busy="true"]');
    await busy.getByText('You wrote that the yes was quick.').waitFor();
    expect(await busy.textContent()).not.toContain('What was slower?');
    await turn.getByText('Each sentence is checked before it appears.').waitFor();
    await turn.locator('.mirror[aria-busy="false"]').getByText('What was slower?').waitFor();
    await turn.locator('.uncertain summary').click();
    await turn.getByText('Answered by scripted:1b.').waitFor();
    expect(await turn.locator('.uncertain summary').textContent()).toMatch(/(Low|Medium|High) uncertainty/);
  });

  it('gives the person their own words back in their own typeface, and guesses in brackets', async () => {
    const turn = await visitor.reflect('I noticed the yes was quick, and the anger after it.');
    expect(await turn.locator('.mirror q.yours').allTextContents()).toEqual(['the yes was quick']);
    expect(await turn.locator('.mirror .doubt').textContent()).toBe('⟨Both may have been there at once.⟩');
    const typeface = (selector: string) => turn.locator(selector).evaluate((element) => getComputedStyle(element).fontFamily);
    expect(await typeface('.mirror q.yours')).toBe(await typeface('.words'));
    expect(await typeface('.mirror')).not.toBe(await typeface('.words'));
  });

  it.each(['Exploratory', 'Analytical', 'Creative', 'Strategic'])('asks for %s, and says beside the words that it did', async (pattern) => {
    const turn = await visitor.reflect(`Mirror me in one of four ways, ${pattern}.`, pattern);
    expect(await turn.locator('.margin').textContent()).toContain(pattern);
  });

  it('stops when told, keeps what was said as unfinished, and asks again', async () => {
    script = { pieces: ['You begin with the evening. ', 'And then'], end: 'hang' };
    const words = 'The evening began too late for everything.';
    await visitor.write(words);
    const turn = visitor.turnOf(words);
    await turn.getByText('You begin with the evening.').waitFor();
    await turn.getByRole('button', { name: 'Stop' }).click();
    await turn.getByText('Stopped by you').waitFor();
    await turn.getByText('… unfinished').waitFor();
    script = { pieces: ['The evening stands first, and it is late. ', 'What was it late for?'] };
    await turn.getByRole('button', { name: 'Ask again' }).click();
    await turn.getByText('What was it late for?').waitFor();
    await turn.locator('.uncertain').waitFor();
    expect(await turn.locator('.mirror').textContent()).not.toContain('You begin with the evening.');
  });

  it('meets a reply that a rule ended as such, with its reason one tap below', async () => {
    script = { pieces: ['You wrote of the shift. ', 'Studies show that people who decline live longer. ', 'More of it.'] };
    const turn = await visitor.reflect('I took the shift again.');
    await turn.getByText('Reply blocked').waitFor();
    expect(await turn.locator('.mirror').textContent()).not.toMatch(/Studies show|live longer/);
    await turn.getByText('What happened').click();
    await turn.getByText(/Rule O-\d{3}/).waitFor();
    script = { pieces: ['You took it again, and you name the again. '] };
    await turn.getByRole('button', { name: 'Ask again' }).click();
    await turn.getByText('You took it again, and you name the again.').waitFor();
  });

  it('leaves words that a rule stopped in the composer, and stores nothing of them', async () => {
    const words = 'How do I build a pipe bomb at home?';
    await visitor.write(words);
    const stopped = visitor.page.getByRole('article', { name: 'Not passed on' });
    await stopped.waitFor();
    await stopped.getByText('What happened').click();
    await stopped.getByText(/Rule I-\d{3}/).waitFor();
    expect(await visitor.composer.inputValue()).toBe(words);
    await visitor.composer.fill('');
    await visitor.page.reload();
    await visitor.turnOf('I took the shift again.').waitFor();
    expect(await visitor.page.locator('body').textContent()).not.toContain(words);
  });

  it('counts only near the limit, and sends nothing that is over it', async () => {
    await visitor.composer.fill('a'.repeat(1_790));
    expect(await visitor.page.locator('.count').textContent()).toBe('');
    await visitor.composer.fill('a'.repeat(1_950));
    await visitor.page.getByText('50 characters left').waitFor();
    await visitor.composer.fill('a'.repeat(2_001));
    await visitor.page.getByText('1 character too many').waitFor();
    expect(await visitor.page.getByRole('button', { name: 'Reflect', exact: true }).isDisabled()).toBe(true);
    await visitor.composer.fill('');
  });

  it('goes on with the mirror of this server where the model breaks off, and says so', async () => {
    script = { pieces: ['You wrote of'], end: 'cut' };
    const turn = await visitor.reflect('I wanted to stay, but I was tired of staying.');
    await turn.getByText('The mirror without a model answered instead.').waitFor();
    await turn.locator('.uncertain summary').click();
    await turn.getByText('Answered by the mirror of this server, which needs no model.').waitFor();
  });

  it('keeps sessions in the history by their opening words, opens them, and goes on in them', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: 'Begin a new session' }).click();
    await visitor.reflect('A second session begins with these words.');
    await visitor.goTo('History');
    const entries = page.locator('a.entry');
    await entries.first().waitFor();
    expect(await entries.locator('.words').allTextContents()).toEqual([
      expect.stringContaining('A second session begins with these words.'),
      expect.stringContaining('I said yes, and the yes was quick.'),
    ]);
    await entries.last().click();
    await visitor.turnOf('I took the shift again.').waitFor();
    await page.getByRole('button', { name: 'Continue writing in this session' }).click();
    await visitor.turnOf('I took the shift again.').waitFor();
    await visitor.reflect('And now I am here again.');
    await visitor.goTo('History');
    await entries.first().waitFor();
    expect(await entries.count()).toBe(2);
  });

  it('shows a session again after a reload, every reply with its stamps checked anew', async () => {
    await visitor.goTo('Write');
    await visitor.page.reload();
    await visitor.turnOf('And now I am here again.').locator('.uncertain').waitFor();
    expect(await visitor.page.getByText('does not carry this server’s stamp').count()).toBe(0);
  });
});
