import { describe, expect, it } from '@jest/globals';
import { paragraphsOf, passagesOf } from './passages.js';

const words = 'I wanted them to see that I can be counted on. Mostly I was angry at how quick the yes was.';
const house = (text: string) => ({ kind: 'house', text });
const yours = (text: string) => ({ kind: 'yours', text });

describe('who says what in a mirrorback', () => {
  it('gives the person their own words, without the quotation marks', () => {
    expect(passagesOf('“I can be counted on” stands there.', words)).toEqual([yours('I can be counted on'), house(' stands there.')]);
  });

  it('recognizes them whatever the case, the apostrophe, the spaces and the last full stop', () => {
    expect(passagesOf('It says “Mostly  I was angry.”', words)).toEqual([house('It says '), yours('Mostly  I was angry.')]);
    expect(passagesOf('"I can\'t stay"', 'Tonight I can’t stay.')).toEqual([yours("I can't stay")]);
  });

  it('leaves the marks around what the person did not write', () => {
    expect(passagesOf('Some would call it “reliable”.', words)).toEqual([house('Some would call it “reliable”.')]);
  });

  it('does not take a part of a longer word for the person’s word', () => {
    expect(passagesOf('There is “count” in it.', words)).toEqual([house('There is “count” in it.')]);
  });

  it('takes an apostrophe inside a word for no quotation', () => {
    expect(passagesOf("It's what wasn't said.", words)).toEqual([house("It's what wasn't said.")]);
  });

  it('marks a guess, and quotations inside of it', () => {
    expect(passagesOf('Yes. ⟨More in “quick” than you put there.⟩ So?', words)).toEqual([
      house('Yes. '),
      { kind: 'doubt', passages: [house('More in '), yours('quick'), house(' than you put there.')] },
      house(' So?'),
    ]);
  });

  it('lets a guess that is still being said reach to the end', () => {
    expect(passagesOf('Yes. ⟨Perhaps', words)).toEqual([house('Yes. '), { kind: 'doubt', passages: [house('Perhaps')] }]);
  });
});

describe('paragraphs of a reply', () => {
  it('are cut at empty lines, without a mark of uncertainty at the end', () => {
    expect(paragraphsOf('One.\n\nTwo. ⟨⟨high⟩⟩')).toEqual(['One.', 'Two.']);
    expect(paragraphsOf('One.\n\n⟨low⟩')).toEqual(['One.']);
  });
});
