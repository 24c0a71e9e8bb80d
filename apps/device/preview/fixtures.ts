import { DeviceId, MemberId, NodeId, ReplyId, SessionId, TurnId } from '#libs/contracts/ids.js';
import type { DeviceView, Pattern, PersonView, SessionView } from '#libs/contracts/index.js';
import type { ReadTurn } from '#libs/sdk/index.js';

const uuid = (n: number) => `019aa000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const ids = {
  node: NodeId.parse(uuid(1)),
  member: MemberId.parse(uuid(2)),
  device: (n: number) => DeviceId.parse(uuid(100 + n)),
  session: (n: number) => SessionId.parse(uuid(200 + n)),
  turn: (n: number) => TurnId.parse(uuid(300 + n)),
  reply: (n: number) => ReplyId.parse(uuid(400 + n)),
};
export const at = (day: number, clock: string) => `2026-11-${String(day).padStart(2, '0')}T${clock}:00.000Z`;

export const quick =
  'Said yes to the extra shift again before I had looked at anything. I wanted them to see that I can be counted on. On the way home I was angry, mostly at how quick the yes was.';
export const quickReply =
  'A yes came first, then the looking. “I can be counted on” and “how quick the yes was” stand close together in what you wrote, and they pull in different directions: holding the place where others rely on you, and releasing a shift before it is yours.\n\n⟨I may be hearing more in “quick” than you put there.⟩ What was there in the second before the yes?';
export const beds = 'The ward was quiet all night and I still counted beds.';
export const bedsReply = [
  'The quiet is in the first half of the sentence and the counting in the second. ',
  '“Still” joins them, as if the one should have ended the other. ',
  '⟨Perhaps the counting is what made the quiet bearable.⟩ ',
  'What would have been there, had you not counted?',
];

type Made = Partial<Omit<ReadTurn, 'reply'>> & { words: string; reply?: Partial<NonNullable<ReadTurn['reply']>> };

export const turn = (n: number, clock: string, pattern: Pattern, made: Made): ReadTurn =>
  ({
    turn: ids.turn(n),
    session: ids.session(1),
    at: at(19, clock),
    pattern,
    state: 'answered',
    ...made,
    ...(made.reply ? { reply: { segments: [], engine: 'ollama', model: 'llama3.2', text: '', refused: 0, ...made.reply } } : {}),
  }) as ReadTurn;

export const devices: DeviceView[] = [
  {
    device: ids.device(1),
    name: 'Firefox on Linux',
    kind: 'browser',
    keys: 'non-extractable',
    fingerprint: '7F3A 91C2 0B5D 44E1',
    addedAt: at(2, '09:12'),
    lastSeenAt: at(19, '21:40'),
    current: true,
  },
  {
    device: ids.device(2),
    name: 'Safari on iPhone',
    kind: 'browser',
    keys: 'non-extractable',
    fingerprint: 'C40D 8812 7A9E F0B3',
    addedAt: at(4, '18:30'),
    lastSeenAt: at(18, '07:55'),
    current: false,
  },
  {
    device: ids.device(3),
    name: 'mirrorctl on the workstation',
    kind: 'cli',
    keys: 'software',
    fingerprint: '19EE 5C70 D2B4 6A08',
    addedAt: at(11, '11:02'),
    current: false,
  },
];

export const people: PersonView[] = [
  { name: 'Owner', role: 'owner', state: 'active', since: at(2, '09:12'), devices: 3 },
  { name: 'Second member', role: 'member', state: 'active', since: at(9, '14:40'), devices: 1 },
  { name: 'Third member', role: 'member', state: 'invited', since: at(19, '21:34'), expires: at(19, '21:49'), devices: 0 },
  { name: 'Fourth member', role: 'member', state: 'invited', since: at(18, '10:00'), expires: at(18, '10:15'), devices: 0 },
];

const session = (n: number, day: number, from: string, to: string, turns: number, opening?: string): SessionView =>
  ({ session: ids.session(n), startedAt: at(day, from), lastAt: at(day, to), turns, ...(opening ? { opening } : {}) }) as SessionView;

export const sessions: SessionView[] = [
  session(1, 19, '21:04', '21:31', 2, quick),
  session(2, 19, '07:10', '07:10', 1, 'Woke before the alarm and was glad of the hour, then spent it looking at the rota.'),
  session(3, 18, '22:15', '22:48', 4, 'If I let go of the rota, who holds it?'),
  session(4, 14, '19:02', '19:20', 2),
];
