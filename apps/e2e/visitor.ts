import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { eventually } from '#libs/testing/eventually.js';

const localSchemes = /^(?:data|blob|about|chrome-error):/;

/** A browser of its own, as one person has it in front of them, and all that it complained of or asked of others. */
export class Visitor {
  /** Errors on the console, violations of the page's policy, and requests to any host but the node. */
  readonly complaints: string[] = [];
  readonly page: Page;

  private constructor(
    readonly context: BrowserContext,
    readonly origin: string,
    page: Page,
  ) {
    this.page = page;
  }

  static async arrive(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    return Visitor.in(await browser.newContext({ locale: 'en-GB', ...options }), origin);
  }

  static async in(context: BrowserContext, origin: string): Promise<Visitor> {
    context.setDefaultTimeout(20_000);
    const visitor = new Visitor(context, origin, context.pages()[0] ?? (await context.newPage()));
    await visitor.watch();
    return visitor;
  }

  private async watch(): Promise<void> {
    const { context, complaints } = this;
    const host = new URL(this.origin).host;
    const asked = (url: string) => {
      if (!localSchemes.test(url) && new URL(url).host !== host) complaints.push(`asked ${url}`);
    };
    context.on('request', (request) => asked(request.url()));
    context.on('console', (message) => {
      // The browser reports each refused request; whether one was more than a matter of nonces is looked at below.
      if (message.type() === 'error' && !message.text().includes('status of 401')) complaints.push(`console: ${message.text()}`);
    });
    context.on('response', (response) => {
      const refusal = response.headers()['www-authenticate'] ?? '';
      // RFC 9449 §8: the first proof has no nonce yet, and is asked for once again.
      if (response.status() === 401 && !refusal.includes('use_dpop_nonce')) complaints.push(`refused: ${response.url()} ${refusal}`);
    });
    context.on('weberror', (error) => complaints.push(`thrown: ${error.error().message}`));
    const listen = (page: Page) => page.on('websocket', (socket) => asked(socket.url()));
    context.on('page', listen);
    listen(this.page);
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
  }

  close(): Promise<void> {
    return this.context.close();
  }

  /** Opens a claim link or an invitation, keeps the code and goes on to the first page. @returns the recovery code */
  async join(link: string, name: string): Promise<string> {
    const { page } = this;
    await page.goto(link);
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Make the keys and join' }).click();
    const code = await this.recoveryCode();
    await page.getByRole('button', { name: 'I wrote it by hand' }).click();
    await page.getByRole('textbox').fill(await this.askedGroup(code));
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'Begin to write' }).click();
    await this.unlocked();
    return code;
  }

  /** The groups of the card, as they stand there. */
  async recoveryCode(): Promise<string> {
    const groups = this.page.locator('.card .groups');
    await groups.waitFor({ timeout: 60_000 });
    return (await groups.locator('span').allTextContents()).map((group) => group.trim()).join(' ');
  }

  /** The group that is asked for before one may go on. */
  async askedGroup(code: string): Promise<string> {
    const asked = await this.page.getByText(/Type the \w+ group/).textContent();
    const place = ordinals.findIndex((ordinal) => asked?.includes(` ${ordinal} `));
    return code.split(' ')[place] ?? '';
  }

  unlocked(): Promise<void> {
    return this.page.getByRole('button', { name: /^Unlocked/ }).waitFor();
  }

  /** Writes and sends, as one does it by hand. */
  async write(words: string, pattern?: string): Promise<void> {
    const { page } = this;
    if (pattern) await page.locator('.patterns').getByText(pattern).click();
    await this.composer.fill(words);
    await page.getByRole('button', { name: 'Reflect', exact: true }).click();
  }

  /** Writes, and waits until the reply has ended. */
  async reflect(words: string, pattern?: string): Promise<Locator> {
    await this.write(words, pattern);
    const turn = this.turnOf(words);
    await turn.locator('.after details').first().waitFor();
    return turn;
  }

  get composer(): Locator {
    return this.page.getByLabel('Your reflection');
  }

  turnOf(words: string): Locator {
    return this.page.getByRole('article').filter({ hasText: words });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  /** To another page by its link in the bar, as a reload would be another matter. */
  async goTo(name: string): Promise<void> {
    await this.page.locator('.bar').getByRole('link', { name, exact: true }).first().click();
  }

  /** A session in the history, by its opening words: those come a moment after its first reply, to a list that is asked for then. */
  async inHistory(opening: RegExp): Promise<Locator> {
    const session = this.page.getByRole('link', { name: opening });
    await eventually(async () => {
      await this.goTo('Write');
      await this.goTo('History');
      await session.waitFor({ timeout: 2_000 });
    });
    return session;
  }

  /** Until it has the focus, which a page gives to its heading a moment after it is there. */
  focused(target: Locator): Promise<void> {
    return target.and(this.page.locator(':focus')).waitFor();
  }

  /** Presses Tab until something has the focus. @throws where it can't be reached by keyboard. */
  async tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    for (let pressed = 0; pressed < 40; pressed += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`The keyboard does not reach ${target}.`);
  }
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
