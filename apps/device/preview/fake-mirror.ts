import { type ErrorCode, MirrorError } from '#libs/contracts/errors.js';
import type { Me, UnlockState } from '#libs/contracts/index.js';
import type { DeviceRecord, Enrolment, TurnEvent, TurnStream } from '#libs/sdk/index.js';
import type { Stretching } from '../app/keys/stretching.js';
import type { Mirror } from '../app/state/mirror.js';
import { at, devices, ids, people, sessions } from './fixtures.js';
import type { Scene } from './scenes.js';

const never = new Promise<never>(() => {});
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const fail = (code: ErrorCode): never => {
  throw new MirrorError(code);
};

/** Plays a script; one that does not settle stays running, as a slow model does. */
function streamOf(events: TurnEvent[], refuses: ErrorCode | undefined): TurnStream {
  let stopped: (() => void) | undefined;
  const cancelled = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const play = async function* (): AsyncGenerator<TurnEvent> {
    if (refuses) fail(refuses);
    for (const event of events) {
      await after(20);
      yield event;
    }
    const first = events[0];
    if (first?.type !== 'accepted' || events.at(-1)?.type === 'settled') return;
    await cancelled;
    yield { type: 'settled', turn: first.turn, outcome: 'cancelled' };
  };
  return { attempt: undefined, cancel: async () => stopped?.(), [Symbol.asyncIterator]: play };
}

function vaultOf({ vault = 'open', waiting = 0 }: Scene) {
  const open: UnlockState = { state: 'unlocked', until: at(19, '21:58'), purposes: ['reflect', 'history', 'outline'], waiting };
  const locked: UnlockState = { state: 'locked', waiting };
  const answer = async (state: UnlockState): Promise<UnlockState> => {
    if (vault === 'unreachable') fail('unreachable');
    if (vault === 'revoked') fail('device_revoked');
    return state;
  };
  return {
    unlockState: () => answer(vault === 'locked' ? locked : open),
    unlock: () => answer(open),
    lock: () => answer(locked),
  };
}

function joining(scene: Scene, stretching: Stretching, me: Me) {
  const code = 'K7QD 2M9X RT4H W0VB 8NPE 3GJY C65F';
  return {
    lookAtInvitation: async () => (typeof scene.invitation === 'object' ? scene.invitation : fail(scene.invitation ?? 'invalid_request')),
    enrol: async (): Promise<Enrolment> => {
      await after(scene.keyWorkMs ?? 0);
      await stretching.argon2id(new Uint8Array(16), new Uint8Array(16), { memoryKiB: 64 * 1024, passes: 3, lanes: 4, length: 32 });
      return { me, recoveryCode: code };
    },
    linkThisDevice: async () => ({
      code: 'K7QD-2M9X',
      fingerprint: 'C40D 8812 7A9E F0B3',
      nodeFingerprint: '7F3A 91C2 0B5D 44E1',
      expires: at(19, '21:46'),
      waitForApproval: async () => {
        if (!scene.linkRefused) return never;
        return fail('forbidden');
      },
    }),
    pendingLink: async () => undefined,
  };
}

const deviceCalls = (scene: Scene) => ({
  deviceLink: async () => 'http://localhost:8080/link#q4JmE0uYw1sN8vT6bXcP2rLk5dZgHf9aQoViWj3eBxM',
  devices: async () => ({ devices: scene.devices ?? devices, chain: {} as never }),
  keyFingerprint: async () => '5B18 E2D7 90CA 3F64',
  approveLink: async (typed: string) =>
    typed.startsWith('0')
      ? fail('not_found')
      : {
          device: {
            device: ids.device(7),
            name: 'Chrome on Android',
            kind: 'browser' as const,
            keys: 'non-extractable' as const,
            wrapping: '',
            signing: '',
          },
          fingerprint: 'C40D 8812 7A9E F0B3',
          expires: at(19, '21:46'),
          approve: () => after(300).then(() => undefined),
          refuse: async () => undefined,
        },
  removeDevice: async () => undefined,
});

/** Stands in for the node's client, so that every page and state can be looked at without a node. */
export function fakeMirror(scene: Scene, stretching: Stretching): Mirror {
  const me: Me = { member: ids.member, name: 'Owner', role: scene.role ?? 'owner', device: ids.device(1) };
  const record = {
    origin: 'http://localhost:8080',
    node: ids.node,
    identity: 'q4JmE0uYw1sN8vT6bXcP2rLk5dZgHf9aQoViWj3eBxM',
    settings: { automatic: scene.vault !== 'locked', purposes: [], hours: 12 },
    standing: { is: 'member', me, closed: false },
  } as unknown as DeviceRecord;
  return {
    ...vaultOf(scene),
    ...joining(scene, stretching, me),
    ...deviceCalls(scene),
    device: async () => (scene.who === undefined || scene.who === 'member' ? record : undefined),
    forget: async () => undefined,
    reflect: () => streamOf(scene.answer ?? [], scene.refuses),
    again: () => streamOf(scene.answer ?? [], scene.refuses),
    follow: () => streamOf(scene.answer ?? [], scene.refuses),
    cancel: async () => undefined,
    sessions: async () => ({ sessions: scene.sessions ?? sessions, ...(scene.sessions?.length ? { next: 'more' } : {}) }),
    session: async (session) => ({ session, turns: scene.turns ?? [] }),
    me: async () => me,
    engine: async () => scene.engine ?? { engine: 'local' },
    people: async () => scene.people ?? people,
    invite: async (name) => ({
      name,
      link: 'http://localhost:8080/join#Zk3v9AaQm1PzT7kYc0BwXyR5uL2dHfJgNoSiEe8WqVc.q4JmE0uYw1sN8vT6bXcP2rLk5dZgHf9aQoViWj3eBxM',
      expires: at(19, '21:49'),
    }),
    request: (async () => ({ version: '0.1.0' })) as unknown as Mirror['request'],
    connect: () => undefined,
    onNotice: () => () => undefined,
  };
}
