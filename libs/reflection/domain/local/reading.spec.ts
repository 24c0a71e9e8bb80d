import { describe, expect, it } from '@jest/globals';
import { feelingsOf, personIn, read, repeatedWord, thingIn } from './reading.js';
import { tensionIn } from './tensions.js';

const feelings = (text: string) => feelingsOf(read(text)).map((span) => span.text);

describe('Reading', () => {
  it('finds the feelings that are the person’s own, in their order', () => {
    expect(feelings('I was tired and then angry. Tired again.')).toEqual(['tired', 'angry']);
  });

  it('does not take a feeling that is denied, or somebody else’s', () => {
    expect(feelings("I'm not angry. She was sad. You're tired, he said.")).toEqual([]);
  });

  it('finds people by what they are and by name, not months, weekdays and first words', () => {
    expect(personIn(read('Yesterday my sister rang.'))?.text).toBe('my sister');
    expect(personIn(read('On Monday I saw Maren in April.'))?.text).toBe('Maren');
    expect(personIn(read('Nothing. Everything in March.'))).toBeUndefined();
  });

  it('finds a thing for a picture, never a person', () => {
    expect(thingIn(read('my boss took the extra shift'))?.text).toBe('the extra shift');
    expect(thingIn(read('my mother was there'))).toBeUndefined();
  });

  it('finds the word that comes back, and no plain one', () => {
    expect(repeatedWord(read('The dishwasher. It was not about the dishwasher.'))).toMatchObject({
      word: { text: 'dishwasher' },
      times: 2,
    });
    expect(repeatedWord(read('I was there and I was here and it was the same.'))).toBeUndefined();
  });

  it.each([
    ['Heute war ich müde.', true],
    ['Je suis fatigué et je ne sais pas pourquoi.', true],
    ['Bugün çok yorgunum.', true],
    ['今日は疲れた。', true],
    ['A café, a naïve idea, and I was tired.', false],
    ['I said danke and left.', false],
    ['lol', false],
    ['12 34', false],
  ])('tells another language from English: %s', (text, other) => {
    expect(read(text).otherLanguage).toBe(other);
  });
});

describe('A tension', () => {
  it.each([
    ['I keep everything under control at work. At home I let things happen.', 'control↔surrender'],
    ['I know what I want. Maybe I am wrong about all of it.', 'certainty↔uncertainty'],
    ['My friends were there all day. I wanted to be alone.', 'connection↔solitude'],
    ['The ward was quiet, and I started to count.', 'action↔stillness'],
    ['I had a plan for every hour. Then we drifted through the town.', 'structure↔flow'],
    ['I said yes to all of them. I want to leave.', 'holding↔releasing'],
  ])('is named where both sides stand in the words: %s', (text, axis) => {
    expect(tensionIn(read(text))?.axis).toBe(axis);
  });

  it('is not named from one side, nor from one clause', () => {
    expect(tensionIn(read('I want to leave.'))).toBeUndefined();
    expect(tensionIn(read('I was alone with my friends.'))).toBeUndefined();
  });
});
