import { describe, expect, it } from '@jest/globals';
import { eventually } from '#libs/testing/eventually.js';
import { Front } from './front.js';

/** Names that lead where a test says, and how often they were asked for. */
const names = (leads: Record<string, string[]>) => {
  const asked: string[] = [];
  const addressesOf = async (name: string) => {
    asked.push(name);
    return leads[name] ?? Promise.reject(new Error('ENOTFOUND'));
  };
  return { leads, asked, addressesOf };
};

describe('the front', () => {
  it('is whoever connects where nobody said what it is called', () => {
    expect(new Front([]).includes('203.0.113.7')).toBe(true);
  });

  it('is what its name leads to, in either form of an address, and nobody else', async () => {
    const front = new Front(['caddy', 'other'], names({ caddy: ['172.20.0.5'], other: ['fd00::5'] }).addressesOf);
    await front.known();
    for (const address of ['172.20.0.5', '::ffff:172.20.0.5', 'fd00::5']) expect(front.includes(address)).toBe(true);
    for (const address of ['172.20.0.6', '127.0.0.1', '::ffff:172.20.0.50', '']) expect(front.includes(address)).toBe(false);
  });

  it('is an address too, which needs no name', async () => {
    const front = new Front(['127.0.0.1']);
    await front.known();
    expect(front.includes('127.0.0.1')).toBe(true);
  });

  it('is looked for where it is not known, once for many that ask', async () => {
    const { leads, asked, addressesOf } = names({});
    const front = new Front(['caddy'], addressesOf);
    leads.caddy = ['172.20.0.5'];
    expect(Array.from({ length: 50 }, () => front.includes('172.20.0.5'))).not.toContain(true);
    await eventually(async () => expect(front.includes('172.20.0.5')).toBe(true));
    expect(asked).toHaveLength(1);
  });

  it('stays the one that is known while its name leads nowhere', async () => {
    const { leads, addressesOf } = names({ caddy: ['172.20.0.5'] });
    const front = new Front(['caddy'], addressesOf);
    await front.known();
    delete leads.caddy;
    await front.known();
    expect(front.includes('172.20.0.5')).toBe(true);
    leads.caddy = ['172.20.0.9'];
    await front.known();
    expect([front.includes('172.20.0.5'), front.includes('172.20.0.9')]).toEqual([false, true]);
  });
});
