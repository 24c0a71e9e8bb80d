import { describe, expect, it } from '@jest/globals';
import { RuleId } from '#libs/contracts/index.js';
import { core, type Rule, RuleSet } from './index.js';

const rules = new RuleSet(core);
const idsIn = (rule: Rule, text: string) => rules.scan(rule.direction, text).map((match) => match.rule.id);

describe('the core pack', () => {
  it('holds the four input and twelve output rules of the seed, in order', () => {
    expect(core.rules.map(({ id, category, severity }) => `${id} ${category} ${severity}`)).toEqual([
      'I-001 crisis 3',
      'I-002 crisis 3',
      'I-003 illegal 3',
      'I-004 illegal 3',
      'O-001 authority 2',
      'O-002 authority 2',
      'O-003 authority 2',
      'O-004 hallucination 2',
      'O-005 hallucination 2',
      'O-006 hallucination 2',
      'O-007 advice 1',
      'O-008 advice 1',
      'O-009 advice 1',
      'O-010 medical_legal 3',
      'O-011 medical_legal 2',
      'O-012 medical_legal 2',
    ]);
    expect(rules.pack).toBe('core/1');
  });

  it('names its rules like the contracts do', () => {
    for (const rule of core.rules) {
      expect(RuleId.parse(rule.id)).toBe(rule.id);
      expect(rule.direction).toBe(rule.id.startsWith('I') ? 'input' : 'output');
    }
  });

  describe.each(core.rules.map((rule) => [`${rule.id} ${rule.name}`, rule] as const))('%s', (_, rule) => {
    it.each(rule.examples.fires)('fires on: %s', (text) => expect(idsIn(rule, text)).toContain(rule.id));
    it.each(rule.examples.passes)('lets pass: %s', (text) => expect(idsIn(rule, text)).toEqual([]));

    it('answers with a sentence that is let out itself, and is short enough for a segment', () => {
      expect(rules.scan('output', rule.reply)).toEqual([]);
      expect(rule.reply.length).toBeLessThan(200);
    });
  });
});

describe('a scan', () => {
  it('puts crisis before everything else, then what comes first in the text', () => {
    const text = 'How do I make a bomb? I want to kill myself. How to build a grenade?';
    expect(rules.scan('input', text).map(({ rule }) => rule.id)).toEqual(['I-001', 'I-003', 'I-003']);
    const reply = 'Studies show it. You should really rest. I have verified it.';
    expect(rules.scan('output', reply).map(({ rule }) => rule.id)).toEqual(['O-004', 'O-007', 'O-001']);
  });

  it('says where in the raw text it matched', () => {
    const text = 'Well – “stud\u200bies”   **show** it.';
    const [match] = rules.scan('output', text);
    expect(text.slice(match?.start, match?.end)).toBe('stud\u200bies”   **show');
  });

  it('has nothing to say to an empty text', () => {
    expect(rules.scan('input', '')).toEqual([]);
    expect(rules.scan('output', '\u200b'.repeat(1000))).toEqual([]);
  });

  it('keeps the directions apart', () => {
    expect(rules.scan('output', 'I want to kill myself')).toEqual([]);
    expect(rules.scan('input', 'Studies show it.')).toEqual([]);
  });

  it('takes several packs, and refuses one rule twice', () => {
    const [first] = core.rules;
    const house = { pack: 'house/3', rules: [{ ...(first as Rule), id: 'H-001', patterns: ['quarterly numbers'] }] };
    const both = new RuleSet(core, house);
    expect(both.pack).toBe('core/1+house/3');
    expect(both.scan('input', 'The quarterly numbers.').map(({ rule }) => rule.id)).toEqual(['H-001']);
    expect(() => new RuleSet(core, core)).toThrow('I-001');
  });
});
