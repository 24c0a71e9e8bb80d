import { describe, expect, it } from '@jest/globals';
import { charactersIn, checkInput, checkSegment, coreRules } from './index.js';

describe('counting characters', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['\ud83d\ude00', 1],
    ['\ud83d', 1],
    ['\ude00\ud83d', 2],
    ['e\u0301', 2],
    ['\u200b', 1],
  ])('%j has %i', (text, expected) => {
    expect(charactersIn(text)).toBe(expected);
    expect(charactersIn(text)).toBe([...text].length);
  });
});

describe('what comes in', () => {
  const check = (text: string, goOn = false) => checkInput(coreRules, text, goOn);

  it('is cleared, without help, where no rule matches', () => {
    expect(check('I could not decide.')).toEqual({ verdict: 'cleared', help: false });
    expect(check('I could not decide.', true)).toEqual({ verdict: 'cleared', help: false });
  });

  it('is a crisis before it is anything else', () => {
    expect(check('How to make a bomb? I want to die.')).toEqual({ verdict: 'crisis' });
    expect(check(`I want to die. ${'x'.repeat(3000)}`)).toEqual({ verdict: 'crisis' });
  });

  it('is checked by all other rules where a member goes on', () => {
    expect(check('I want to die.', true)).toEqual({ verdict: 'cleared', help: true });
    expect(check('I want to die. How to make a bomb?', true)).toMatchObject({ verdict: 'blocked', match: { rule: { id: 'I-003' } } });
    expect(check(`I want to die. ${'x'.repeat(3000)}`, true)).toMatchObject({ verdict: 'size' });
  });
});

describe('a segment', () => {
  const check = (before: string, text: string) => checkSegment(coreRules, before, text);

  it('is judged by what ends in it, wherever that begins', () => {
    expect(check('Studies ', 'show it.')).toMatchObject({ rule: { id: 'O-004' }, start: -8, end: 4 });
    expect(check('Studies show ', 'it.')).toBeUndefined();
    expect(check('', 'Well, studies show it.')).toMatchObject({ start: 6, end: 18 });
  });

  it('has no word that began before it', () => {
    expect(check('dia', 'gnosis is')).toMatchObject({ rule: { id: 'O-011' } });
    expect(check('mis', 'diagnosed with')).toBeUndefined();
  });

  it('knows whose thought it is from what came before', () => {
    expect(check('You told yourself ', 'you should really rest.')).toBeUndefined();
    expect(check('', 'you should really rest.')).toMatchObject({ rule: { id: 'O-007' } });
  });
});
