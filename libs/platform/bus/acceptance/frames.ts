import { TurnFrame } from '#libs/contracts/index.js';

/** A frame as a reply has them, by its place. */
export const frame = (seq: number, text = `Sentence ${seq}.`): TurnFrame =>
  TurnFrame.parse({
    type: 'segment',
    segment: {
      turn: '01890000-0000-7000-8000-000000000001',
      reply: '01890000-0000-7000-8000-000000000002',
      seq,
      final: false,
      text,
      pack: 'v11',
      stamp: 'A'.repeat(86),
    },
  });
