/** Sentences as people and mirrors write them: plain, with curly quotes and dashes, with line ends and emphasis. */
const sentences = [
  'I sat in the car for an hour before I could go in, and nobody asked where I had been.',
  'You said it twice, and both times you looked at the door.',
  'Part of me wants the job, and part of me wants to be left alone with my garden.',
  'What would be lost if you told her what you told me just now?',
  'It’s strange – I keep the list, I cross things out, and “finished” never comes.',
  'There is a tension here between being needed and being free.',
  'I was sure that the meeting would end badly, so I made it end badly.',
  'My sister called again, and I let it ring until it stopped.',
  'You describe the evening as quiet, yet every sentence in it is about waiting.',
  'I should have said no in March, when it would have cost me one dinner.',
  'The house feels larger since he left, and I use less of it.',
  'Nothing in what you wrote says that you want to go back; it says that you want to be asked.',
  'I take the long way home so that I have twenty minutes that belong to no one.',
  'Work was loud today.\nThen the train was late, and for once I did not mind.',
  'What do you keep for yourself when you give *everything* to the team?',
  'I know how this sounds, and I’m writing it down anyway.',
  'Certainty has been useful to you; it may also have been a way not to listen.',
  'She recommended a book, I bought it, and it lies under the others.',
  'You notice the pattern, and then you make a joke about it.',
  'Some days I think the doubt is the most honest thing that I own.',
];

/** A text of so many UTF-16 units; `variant` shifts where it begins, so that no two are alike. */
export const textOf = (length: number, variant: number): string => {
  let text = '';
  for (let index = variant; text.length < length; index += 7)
    text += `${sentences[index % sentences.length]}${index % 5 === 4 ? '\n\n' : ' '}`;
  return text.slice(0, length);
};

/** Calls an operation with another text each time, in a circle. */
export const inTurn = (texts: readonly string[], work: (text: string) => unknown) => {
  let turn = 0;
  return () => work(texts[turn++ % texts.length] ?? '');
};
