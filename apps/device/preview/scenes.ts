import type { EngineView, ErrorCode, Me, SessionView } from '#libs/contracts/index.js';
import type { InvitationPreview, ReadTurn, TurnEvent } from '#libs/sdk/index.js';
import { at, beds, bedsReply, devices, ids, people, quick, quickReply, sessions, turn } from './fixtures.js';

/** What the made-up server knows and how it answers. */
export type Scene = {
  who?: 'member' | 'stranger' | 'linking';
  role?: Me['role'];
  vault?: 'open' | 'locked' | 'unreachable' | 'revoked';
  waiting?: number;
  turns?: ReadTurn[];
  /** How a reflection that is sent now ends. */
  answer?: TurnEvent[];
  refuses?: ErrorCode;
  sessions?: SessionView[];
  devices?: typeof devices;
  people?: typeof people;
  invitation?: InvitationPreview | ErrorCode;
  /** How long the key work takes. */
  keyWorkMs?: number;
  engine?: EngineView;
  linkRefused?: boolean;
};

export const help = {
  region: 'IE',
  regionName: 'Ireland',
  resources: [
    { name: 'Someone to talk to', about: 'Day and night, free, no name needed', label: '116 123', href: 'tel:116123' },
    { name: 'Emergency', about: 'If your life is in danger now', label: '112', href: 'tel:112' },
    { name: 'Someone to write to', about: 'By text message, day and night', label: '50808', href: 'sms:50808' },
  ],
};
const answered = turn(1, '21:04', 'exploratory', { words: quick, reply: { text: quickReply, uncertainty: 'medium' } });
const base = { turn: ids.turn(9), reply: ids.reply(9), pack: 'v11', stamp: '' };
export const segment = (text: string, seq: number, final = false) =>
  ({ type: 'segment', spoken: { ...base, seq, final, text } }) as unknown as TurnEvent;
const accepted: TurnEvent = { type: 'accepted', turn: ids.turn(9), session: ids.session(1), at: at(19, '21:31'), pattern: 'analytical' };
const engine: TurnEvent = { type: 'engine', turn: ids.turn(9), reply: ids.reply(9), engine: 'ollama', model: 'llama3.2' };
const four = 'If I drop to four days, will I still be the one they ask first? I keep turning it over.';

export const scenes: Record<string, Scene> = {
  writing: {
    turns: [answered],
    answer: [
      accepted,
      engine,
      ...bedsReply.map((text, seq) => segment(text, seq)),
      { type: 'settled', turn: ids.turn(9), outcome: 'answered', uncertainty: 'low' },
    ],
  },
  streaming: { turns: [answered], answer: [accepted, engine, ...bedsReply.slice(0, 2).map((text, seq) => segment(text, seq))] },
  first: { turns: [] },
  waiting: { turns: [answered], waiting: 3 },
  states: {
    turns: [
      turn(1, '21:04', 'strategic', {
        words: four,
        state: 'blocked',
        reply: {
          text: 'I notice I’m tempted to cite studies. I have none in front of me, so I stopped.',
          rule: 'O-004',
          category: 'hallucination',
        },
      }),
      turn(2, '21:10', 'creative', { words: beds, state: 'interrupted', reply: { text: bedsReply[0] ?? '', trouble: 'stream_cut' } }),
      turn(3, '21:14', 'analytical', {
        words: beds,
        reply: { text: bedsReply.join(''), engine: 'local', trouble: 'slow_first_token', uncertainty: 'high' },
      }),
      turn(4, '21:20', 'exploratory', { words: beds, state: 'cancelled', reply: { text: bedsReply[0] ?? '' } }),
      turn(5, '21:25', 'exploratory', { words: quick, reply: { text: quickReply, engine: 'local', uncertainty: 'low' }, help }),
    ] as ReadTurn[],
  },
  crisis: { turns: [answered], answer: [{ type: 'crisis', help }] },
  stopped: {
    turns: [answered],
    answer: [
      {
        type: 'blocked',
        rule: 'J-002',
        category: 'jailbreak',
        spoken: { ...base, seq: 0, final: true, text: 'I keep to how I was set up, so I did not pass this on.' },
      } as unknown as TurnEvent,
    ],
  },
  gate: { turns: [answered], refuses: 'gate_unavailable' },
  locked: { vault: 'locked', turns: [answered] },
  unreachable: { vault: 'unreachable' },
  revoked: { vault: 'revoked' },
  stranger: { who: 'stranger' },
  history: { sessions },
  empty: { sessions: [], turns: [] },
  devices: { devices },
  alone: { devices: devices.slice(0, 1) },
  people: { people },
  privacy: { engine: { engine: 'ollama', model: 'llama3.2' } },
  owner: {
    who: 'stranger',
    keyWorkMs: 400,
    invitation: { origin: 'http://localhost:8080', fingerprint: '7F3A 91C2 0B5D 44E1', role: 'owner', expires: at(19, '21:49') },
  },
  working: {
    who: 'stranger',
    keyWorkMs: 60_000,
    invitation: {
      origin: 'http://localhost:8080',
      fingerprint: '7F3A 91C2 0B5D 44E1',
      role: 'member',
      name: 'Second member',
      expires: at(19, '21:49'),
    },
  },
  used: { who: 'stranger', invitation: 'claim_used' },
  wrong: { who: 'stranger', invitation: 'identity_mismatch' },
  link: { who: 'stranger' },
  refused: { who: 'stranger', linkRefused: true },
};
