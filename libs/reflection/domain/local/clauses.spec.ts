import { describe, expect, it } from '@jest/globals';
import { clausesOf, sentencesOf } from './clauses.js';
import { quoteOf } from './quoting.js';

const clauses = (text: string) => clausesOf(text, sentencesOf(text));
const texts = (text: string) => clauses(text).map((clause) => clause.text);

describe('Sentences', () => {
  it('end at marks and line breaks, not at abbreviations and numbers', () => {
    expect(sentencesOf('I saw Dr. Ames at 3.30 p.m. today. Why? Nothing\nElse').map(({ text }) => text)).toEqual([
      'I saw Dr. Ames at 3.30 p.m. today',
      'Why',
      'Nothing',
      'Else',
    ]);
  });

  it('know which of them ask', () => {
    expect(sentencesOf('I stayed. Why did I?!').map(({ asks }) => asks)).toEqual([false, true]);
  });

  it('are none where there is no word', () => {
    expect(sentencesOf(' … ?! \n')).toEqual([]);
  });
});

describe('Clauses', () => {
  it('leave the connecting word off their front, and remember it', () => {
    const [, right] = clauses('I wanted to rest, but I counted beds.');
    expect(right).toMatchObject({ text: 'I counted beds', joint: { lower: 'but' } });
  });

  it('begin before a subject, not inside "bread and butter"', () => {
    expect(texts('I bought bread and butter and I went home')).toEqual(['I bought bread and butter', 'I went home']);
  });

  it('keep a condition that follows a connecting word', () => {
    expect(texts('I would go, but if I stop, nothing happens')).toEqual(['I would go', 'if I stop', 'nothing happens']);
  });

  it('keep "what if" and "even though" whole', () => {
    expect(texts('what if it is true')).toEqual(['what if it is true']);
    expect(texts('I stayed even though I was tired')).toEqual(['I stayed', 'I was tired']);
  });

  it('are runs of the source, at their place', () => {
    const source = 'Well, I stayed — because she asked; and then, nothing.';
    for (const { text, start } of clauses(source)) expect(source.slice(start, start + text.length)).toBe(text);
  });

  it('end where somebody else is quoted', () => {
    expect(texts('She said “you never listen” and left')).toEqual(['She said', 'you never listen', 'left']);
  });
});

describe('A quotation', () => {
  const quoted = (text: string) => clauses(text).map((clause) => quoteOf(text, clause)?.text);

  it('is a clause as it stands', () => {
    expect(quoted('My HANDS shake')).toEqual(['My HANDS shake']);
  });

  it('of a long clause ends where a reader would pause', () => {
    expect(quoted('I kept on walking along the river past the old mill in the rain without a coat')).toEqual([
      'I kept on walking along the river past the old mill',
    ]);
  });

  it('leaves a claim its content and not its authority', () => {
    expect(quoted('I am certain that she would understand')).toEqual(['she would understand']);
    expect(quoted('Studies show that nothing helps')).toEqual(['nothing helps']);
  });

  it.each([
    'you should definitely rest',
    'I have verified it',
    'my advice is to go',
    'I was diagnosed with it',
    'I should take the pills',
    'I am legally bound',
    'see https://example.com/a',
    'it was \u202Eright to left',
    'a mark ⟨high⟩ of theirs',
  ])('is never made of: %s', (text) => {
    for (const quotation of quoted(text))
      expect(quotation ?? '').not.toMatch(/should|verified|advice|diagnosed|pills|legally|https|\u202E|⟨/);
  });
});
