import { count } from './count.js';

export const history = {
  title: 'History',
  lede: 'What you wrote, by session. It opens here and nowhere else.',
  emptyTitle: 'Nothing here yet',
  empty:
    'Each time you write, a session begins; what you write and what came back stay together in it. They stand here by day, with the words you began with.',
  begin: 'Write the first one',
  turns: (turns: number) => count(turns, { one: '# reflection', other: '# reflections' }),
  span: (from: string, to: string) => `${from} to ${to}`,
  untold: 'Opening words not read yet',
  older: 'Load older',
  keptLink: 'Words kept on this device alone',
  back: 'History',
};

/** Words of a crisis that a person kept, on this device alone. */
export const kept = {
  title: 'Kept on this device',
  lede: 'Words that you kept here instead of sending them. They are encrypted, and no server and none of your other devices has them. If this browser’s data is cleared, they are gone.',
  empty: 'Nothing is kept on this device.',
  read: 'Read again',
  hide: 'Close',
  clear: 'Clear',
  clearAll: 'Clear all',
  clearTitle: 'Clear these words?',
  clearText: 'There is no other copy. They are gone then, for you too.',
  clearAllTitle: 'Clear everything kept here?',
  yes: 'Clear them',
  cleared: 'Cleared.',
  damaged: 'These words do not open any more: the stored piece was changed.',
};
