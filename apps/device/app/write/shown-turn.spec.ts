import { describe, expect, it } from '@jest/globals';
import type { ReplyId, SessionId, Spoken, TurnId } from '#libs/contracts/index.js';
import type { TurnEvent } from '#libs/sdk/index.js';
import { askedAgain, beganTurn, withEvent } from './shown-turn.js';

const turn = '019aa000-0000-7000-8000-000000000001' as TurnId;
const reply = '019aa000-0000-7000-8000-000000000002' as ReplyId;
const began = beganTurn(
  { type: 'accepted', turn, session: turn as string as SessionId, at: '2026-11-19T21:04:00Z', pattern: 'creative' },
  'Words.',
);
const segment = (text: string): TurnEvent => ({ type: 'segment', spoken: { text } as Spoken });
const after = (...events: TurnEvent[]) => events.reduce(withEvent, began);

describe('a turn on the page', () => {
  it('grows sentence by sentence and keeps the person’s words', () => {
    const shown = after(segment('One. '), segment('Two.'), { type: 'settled', turn, outcome: 'answered', uncertainty: 'low' });
    expect(shown).toMatchObject({ words: 'Words.', reply: 'One. Two.', state: 'answered', uncertainty: 'low' });
  });

  it('takes back what was shown of a reply that is begun anew', () => {
    expect(after(segment('One. '), { type: 'restarted', turn, reply }, segment('Other.')).reply).toBe('Other.');
  });

  it('keeps why the local engine took over, through to the end', () => {
    const shown = after(
      { type: 'engine', turn, reply, engine: 'ollama', model: 'm' },
      { type: 'engine', turn, reply, engine: 'local', trouble: 'stream_cut' },
      { type: 'settled', turn, outcome: 'answered' },
    );
    expect(shown).toMatchObject({ engine: 'local', trouble: 'stream_cut', state: 'answered' });
  });

  it('shows nothing further once a piece did not bear the stamp', () => {
    const problem = { type: 'about:blank', title: '', status: 502, code: 'stamp_invalid', detail: '', next: '' } as const;
    expect(after(segment('One. '), { type: 'stamp_invalid', turn, problem })).toMatchObject({
      reply: 'One. ',
      refused: true,
      state: 'interrupted',
    });
  });

  it('is empty again when it is asked again, but for the words', () => {
    expect(askedAgain(after(segment('One. '), { type: 'settled', turn, outcome: 'interrupted', trouble: 'busy' }))).toMatchObject({
      words: 'Words.',
      reply: '',
      state: 'running',
    });
  });
});
