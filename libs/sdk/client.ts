import type {
  DeviceId,
  DevicePublic,
  DeviceView,
  EngineView,
  Invitation,
  Me,
  PersonRole,
  PersonView,
  Purpose,
  SessionId,
  SessionPage,
  TurnId,
  UnlockState,
} from '#libs/contracts/index.js';
import type { VerifiedChain } from '#libs/crypto/index.js';
import type { DeviceRecord, UnlockSettings } from './device-record.js';
import type { ClientParts } from './parts.js';
import type { ReadSession, ReadTurn, ReflectRequest, TurnStream } from './turn-events.js';
import type { PlainRouteName, RequestArguments, ResponseOf } from './typed-routes.js';

/** What an invitation is for, before it is used. */
export type InvitationPreview = { origin: string; fingerprint: string; name?: string; role: PersonRole; expires: string };
/** `recoveryCode` is told here and nowhere else, once. */
export type Enrolment = { me: Me; recoveryCode: string };
export type EnrolOptions = { link: string; name: string; deviceName: string };
/** `at`: a device link, or the node's bare origin. */
export type LinkOptions = { at: string; deviceName: string };

/** This device waits to be approved. */
export interface PendingLink {
  readonly code: string;
  /** Of this device's keys; the approving device shows the same. */
  readonly fingerprint: string;
  readonly nodeFingerprint: string;
  readonly expires: string;
  /** Resolves when approved and verified. @throws {MirrorError} `forbidden` when refused, `link_expired` */
  waitForApproval(signal?: AbortSignal): Promise<Me>;
}

/** Another device waits for this one. Compare the fingerprint on both before `approve`. */
export interface LinkApproval {
  readonly device: DevicePublic;
  readonly fingerprint: string;
  readonly expires: string;
  approve(): Promise<void>;
  refuse(): Promise<void>;
}

export type OwnDevices = { devices: DeviceView[]; chain: VerifiedChain };
export type UnlockOptions = { purposes?: Purpose[]; hours?: number };
export type ConnectionState = 'closed' | 'connecting' | 'open';
export type ClientNotice =
  | { type: 'vault'; state: 'locked' | 'unlocked'; waiting: number }
  | { type: 'connection'; state: ConnectionState };
export type PageOptions = { before?: string; limit?: number };

/** The node as one device of a member sees it. Every method throws MirrorError and nothing else. */
export declare class Client {
  constructor(parts: ClientParts);

  /** What this device is; undefined before it joined. */
  device(): Promise<DeviceRecord | undefined>;
  saveSettings(settings: UnlockSettings): Promise<void>;
  /** Forgets keys and tokens on this device. The node is not told: remove the device first. */
  forget(): Promise<void>;

  lookAtInvitation(link: string): Promise<InvitationPreview>;
  enrol(options: EnrolOptions): Promise<Enrolment>;
  linkThisDevice(options: LinkOptions): Promise<PendingLink>;
  /** The link that this device was waiting for before a reload. */
  pendingLink(): Promise<PendingLink | undefined>;
  /** What a further device opens to join this member: a URL for a QR code. */
  deviceLink(): Promise<string>;

  devices(): Promise<OwnDevices>;
  verifyOwnChain(): Promise<VerifiedChain>;
  approveLink(code: string): Promise<LinkApproval>;
  removeDevice(device: DeviceId): Promise<void>;

  unlockState(): Promise<UnlockState>;
  unlock(options?: UnlockOptions): Promise<UnlockState>;
  lock(): Promise<UnlockState>;

  reflect(request: ReflectRequest, signal?: AbortSignal): TurnStream;
  /** Asks an interrupted turn again. */
  again(turn: TurnId, signal?: AbortSignal): TurnStream;
  /** Takes up a running turn, for instance after a reload; all of its segments come again. */
  follow(turn: TurnId, signal?: AbortSignal): TurnStream;
  cancel(turn: TurnId): Promise<void>;

  sessions(page?: PageOptions): Promise<SessionPage>;
  session(session: SessionId, page?: PageOptions): Promise<ReadSession>;
  turn(turn: TurnId): Promise<ReadTurn>;

  me(): Promise<Me>;
  engine(): Promise<EngineView>;
  people(): Promise<PersonView[]>;
  invite(name: string): Promise<Invitation>;

  /** Any address of the table; tokens, proofs and unlocking are taken care of. */
  request<Name extends PlainRouteName>(name: Name, ...request: RequestArguments<Name>): Promise<ResponseOf<Name>>;

  /** Opens the connection for notices; `reflect` opens it by itself. */
  connect(): void;
  onNotice(listener: (notice: ClientNotice) => void): () => void;
  close(): void;
}
