import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Person } from './person.js';
import { RoleProcess } from './split/role-process.js';
import { SplitNode } from './split/split-node.js';
import { onlySplit } from './suites.js';

onlySplit('the claim link of a split node', () => {
  let node: SplitNode;
  let folder: string;
  let count = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mirrorstead-claim-'));
    node = await SplitNode.start();
  });
  afterAll(async () => {
    await node?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = async (...words: string[]): Promise<{ code: number | null; told: string; link: string }> => {
    const environment = {
      MIRROR_ORIGIN: node.origin,
      MIRROR_SECRETS: node.secretsFor(['gateway']),
      MIRROR_DATABASE_URL: `postgres://127.0.0.1:${node.backends.databasePort}/mirrorstead`,
      MIRROR_REDIS_URL: `redis://127.0.0.1:${node.backends.redis.port}`,
    };
    const process = RoleProcess.spawn({ command: ['claim-link', ...words], environment, log: join(folder, `${count++}.log`) });
    const code = await process.exit();
    expect(process.told).not.toMatch(/\n\s+at /);
    return { code, told: process.told, link: new RegExp(`${node.origin}/\\S+#\\S+`).exec(process.told)?.[0] ?? '' };
  };

  it('is shown with its picture, in time, and is in no log', async () => {
    const { code, told, link } = await ask();
    expect(code).toBe(0);
    expect(told).toMatch(/Whoever opens this link first becomes the owner\n.*asking again gives a new link/);
    expect(told).toContain('█');
    const [, secret = ''] = link.split('#');
    expect(secret.length).toBeGreaterThan(40);
    expect(node.told).not.toContain(secret.slice(0, 20));
  });

  it('is another each time, and only the last one lets in', async () => {
    const first = await ask();
    const second = await ask();
    expect(second.link).not.toBe(first.link);
    await expect(Person.join(first.link)).rejects.toMatchObject({ code: expect.stringMatching(/^(claim_|not_found)/) });
    await Person.join(second.link, 'Owner');
  });

  it('is none where there is an owner', async () => {
    expect(await ask()).toMatchObject({
      code: 2,
      told: expect.stringContaining('This node has an owner already. Ask them for an invitation.'),
    });
  });

  it('takes no words', async () => {
    expect(await ask('please')).toMatchObject({ code: 2, told: expect.stringContaining('claim-link takes no options') });
  });

  it('can’t be made without the vault, and says so in time for a person at a terminal', async () => {
    await node.the('vault').stop();
    const asked = Date.now();
    expect(await ask()).toMatchObject({ code: 8, told: expect.stringMatching(/no process of vault answers|The vault does not answer/) });
    expect(Date.now() - asked).toBeLessThan(30_000);
  });
});
