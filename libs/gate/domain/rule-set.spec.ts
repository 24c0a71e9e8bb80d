import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { core, type Direction, type Rule, RuleSet } from './index.js';
import { normalize } from './normalize.js';
import { Prefilter } from './prefilter.js';
import { ruleMatcher } from './rule-matcher.js';
import { HELD_BACK } from './segment-cutter.js';

const rules = new RuleSet(core);
const directions: Direction[] = ['input', 'output'];
const lanes = directions.map((direction) => {
  const matchers = core.rules.filter((rule) => rule.direction === direction).map(ruleMatcher);
  return { direction, matchers, prefilter: new Prefilter(matchers) };
});

/** Words of all patterns and examples, so that what is put together comes near to a match again and again. */
const vocabulary = [
  ...new Set(core.rules.flatMap(({ patterns, examples }) => [...patterns, ...examples.fires].join(' ').match(/[a-z']+/gi) ?? [])),
];
const nearMatch = fc
  .array(fc.tuple(fc.constantFrom(...vocabulary), fc.constantFrom(' ', ' ', ' ', ', ', '. ', '', '-', ' "', '\n')), { maxLength: 60 })
  .map((words) => words.flat().join(''));
const example = fc.constantFrom(...core.rules.flatMap(({ examples }) => [...examples.fires, ...examples.passes]));

describe('the filter ahead of the rules', () => {
  it('never hides a match', () => {
    const text = fc.array(fc.oneof(nearMatch, example), { maxLength: 4 }).map((parts) => normalize(parts.join(' ')));
    fc.assert(
      fc.property(text, (normalized) => {
        for (const { matchers, prefilter } of lanes) {
          const matching = matchers.flatMap(({ expression }, index) => (normalized.search(expression) >= 0 ? [index] : []));
          expect(prefilter.rulesToRun(normalized)).toEqual(expect.arrayContaining(matching));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('sees every example wherever it stands in a text', () => {
    for (const { matchers, prefilter } of lanes) {
      for (const [index, { rule }] of matchers.entries()) {
        for (const text of rule.examples.fires) {
          for (const lead of ['', 'a '.repeat(40), 'wellknown '.repeat(90)]) {
            expect(prefilter.rulesToRun(normalize(`${lead}${text} ${lead}`))).toContain(index);
          }
        }
      }
    }
  });

  it('finds words that overlap', () => {
    const overlapping = (patterns: string[]): Rule => ({ ...(core.rules[0] as Rule), patterns });
    const matchers = [overlapping(['lightest']), overlapping(['(ligh)?testing'])].map(ruleMatcher);
    expect(new Prefilter(matchers).rulesToRun('lightest testing')).toEqual([0, 1]);
    expect(new Prefilter(matchers).rulesToRun('lightesting')).toEqual([1]);
  });
});

describe('a match', () => {
  it('never reaches over the end of a sentence, nor further than its rule says', () => {
    const text = fc.array(fc.oneof(nearMatch, example), { maxLength: 4 }).map((parts) => normalize(parts.join(' ')));
    fc.assert(
      fc.property(text, (normalized) => {
        for (const { matchers } of lanes) {
          for (const { expression, span } of matchers) {
            for (const [match] of normalized.matchAll(expression)) {
              expect(match).not.toMatch(/[.!?]/);
              expect(match.length).toBeLessThanOrEqual(span);
            }
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is decided within what a stream holds back', () => {
    expect(rules.span('output')).toBeLessThanOrEqual(HELD_BACK - 32);
  });
});

describe('the work of a scan', () => {
  /**
   * Texts built to make each part try again and again. Not timed against a clock: the work for eight times the text is
   * compared, in time of the processor, so that anything worse than linear shows on any machine, a busy one too.
   */
  const adversarial: [string, (size: number) => string][] = [
    ['beginnings of every rule', (size) => 'you should i have studies according to it has been how to make a the some '.repeat(size / 80)],
    ['words of a gap', (size) => `according to ${'the '.repeat(size / 4)}`],
    ['one endless word', (size) => 'studies'.repeat(size / 7)],
    ['adverbs', (size) => `i ${'really certainly definitely '.repeat(size / 28)}`],
    ['determiners of weapons', (size) => `how to make ${'a big homemade '.repeat(size / 15)}`],
    ['signs between words', (size) => `studies ${',"'.repeat(size / 2)} show`],
    ['white space', (size) => `studies${' \n'.repeat(size / 2)}shower`],
    ['zero-width characters', (size) => `stud${'\u200b'.repeat(size)}y`],
    ['combining marks', (size) => `e${'\u0301\u0323'.repeat(size / 2)}`],
    ['underscores', (size) => '_'.repeat(size)],
    ['lone surrogates', (size) => '\ud800'.repeat(size)],
    [
      'every example',
      (size) =>
        core.rules
          .flatMap(({ examples }) => examples.passes)
          .join(' ')
          .repeat(Math.ceil(size / 6000))
          .slice(0, size),
    ],
  ];

  const work = (text: string): number => {
    const runs = Array.from({ length: 5 }, () => {
      const start = process.threadCpuUsage();
      for (const direction of directions) rules.scan(direction, text);
      return process.threadCpuUsage(start).user / 1000;
    });
    return Math.min(...runs);
  };

  it.each(adversarial)('grows no faster than the text: %s', (_, textOf) => {
    work(textOf(4_000));
    const small = work(textOf(8_000));
    const large = work(textOf(64_000));
    // Linear is 8; quadratic would be 64, and last seconds. A floor keeps the noise of quick scans out.
    expect(large).toBeLessThan(32 * Math.max(small, 2));
  });
});
