import { describe, expect, it } from '@jest/globals';
import { CrisisHelp } from '#libs/contracts/index.js';
import { helpFor, helpRegions } from './index.js';

const regions = ['US', 'IE', 'GB', 'DE', 'AT', 'CH', 'FR', 'ES', 'IT', 'NL', 'AU', 'NZ', 'CA', 'IN'];

describe('help in a crisis', () => {
  it.each(regions)('names someone to talk to first, an emergency number and a directory for %s', (region) => {
    const help = CrisisHelp.parse(helpFor(region));
    expect(help.region).toBe(region);
    expect(help.resources[0]?.about).toMatch(/^Someone to talk to/);
    expect(help.resources.filter(({ name }) => name === 'Emergency')).toHaveLength(1);
    expect(help.resources.at(-1)?.href).toBe('https://findahelpline.com');
  });

  it('dials and writes what it shows', () => {
    for (const { region } of helpRegions()) {
      for (const { label, href } of helpFor(region).resources) {
        if (href.startsWith('https:')) expect(href).toBe(`https://${label}`);
        else expect(href.replace(/^(tel|sms):/, '')).toBe(label.replaceAll(' ', ''));
        expect(() => new URL(href)).not.toThrow();
      }
    }
  });

  it('reads either case, and lists every region with lines of its own', () => {
    expect(helpFor('ie')).toEqual(helpFor('IE'));
    expect(helpRegions().map(({ region }) => region)).toEqual([...regions].sort());
  });

  it.each(['XX', 'ZZ', '', '__proto__', 'constructor'])('leads to a directory of all countries from %j', (region) => {
    const help = CrisisHelp.parse(helpFor(region));
    expect(help.region).toBe('ZZ');
    expect(help.resources.map(({ href }) => href)).toContain('https://findahelpline.com');
  });

  it('has the well-known numbers', () => {
    const numbers = (region: string) => helpFor(region).resources.map(({ label }) => label);
    expect(numbers('US')).toEqual(expect.arrayContaining(['988', '911', '741741']));
    expect(numbers('GB')).toEqual(expect.arrayContaining(['116 123', '999', '85258']));
    expect(numbers('IE')).toEqual(expect.arrayContaining(['116 123', '112', '50808']));
    expect(numbers('DE')).toEqual(expect.arrayContaining(['0800 1110111', '112']));
    expect(numbers('AT')).toContain('142');
    expect(numbers('CH')).toContain('143');
    expect(numbers('FR')).toContain('3114');
    expect(numbers('ES')).toContain('024');
    expect(numbers('NZ')).toEqual(expect.arrayContaining(['1737', '111']));
    expect(numbers('AU')).toEqual(expect.arrayContaining(['13 11 14', '000']));
  });
});
