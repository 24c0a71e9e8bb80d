import {
  type DeviceId,
  deviceLink,
  type EngineView,
  type Invitation,
  type Me,
  MirrorError,
  type NodeView,
  type PersonView,
  type Purpose,
  type Readiness,
  type SessionId,
  type SessionPage,
  type TurnId,
  type UnlockState,
} from '#libs/contracts/index.js';
import type { VerifiedChain } from '#libs/crypto/index.js';
import { keyFingerprint } from './device-fingerprint.js';
import type { DeviceRecord, UnlockSettings } from './device-record.js';
import { DeviceState } from './device-state.js';
import { type Enrolment, type EnrolOptions, enrol, type InvitationPreview, lookAtInvitation } from './enrol.js';
import { History, type PageOptions, queryOf } from './history.js';
import type { Joining } from './joining.js';
import { meetNode } from './known-node.js';
import { type LinkOptions, openLink, type PendingLink, takeUpLink } from './link.js';
import { MemberCalls } from './member-calls.js';
import { type ClientNotice, Notices } from './notices.js';
import { lineOf } from './open-line.js';
import { safeOrigin } from './origin.js';
import { loadOwnDevices, type OwnDevices } from './own-chain.js';
import { type LinkApproval, lookAtLink, removeDevice } from './own-devices.js';
import type { ClientParts } from './parts.js';
import { StampBook } from './stamp-book.js';
import { TokenKeeper } from './tokens.js';
import { Transport } from './transport.js';
import type { ReadSession, ReadTurn, ReflectRequest, TurnStream } from './turn-events.js';
import type { TurnLine } from './turn-line.js';
import { TurnRun } from './turn-run.js';
import { startAgain, startTurn, type TurnStart } from './turn-start.js';
import type { PlainRouteName, RequestArguments, ResponseOf } from './typed-routes.js';
import { Unlocker } from './unlock.js';

export type UnlockOptions = { purposes?: Purpose[]; hours?: number };

/** The node as one device sees it. Every method throws MirrorError and nothing else, but for the reason of a signal. */
export class Client {
  readonly #parts: ClientParts;
  readonly #state: DeviceState;
  readonly #calls: MemberCalls;
  readonly #unlocker: Unlocker;
  readonly #history: History;
  readonly #notices = new Notices();
  readonly #transports = new Map<string, Transport>();
  readonly #line: TurnLine | undefined;
  #stamps: Promise<StampBook> | undefined;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#state = new DeviceState(parts.store);
    const tokens = new TokenKeeper(this.#state, this.#transportTo);
    this.#calls = new MemberCalls(this.#state, tokens, this.#transportTo);
    this.#unlocker = new Unlocker(this.#calls);
    this.#history = new History(this.#calls, this.#unlocker);
    this.#line = lineOf(parts, this.#state, tokens, this.#transportTo, this.#notices);
  }

  /** What this device is; undefined before it joined. */
  device(): Promise<DeviceRecord | undefined> {
    return this.#state.read();
  }

  /** The node that this device pinned, or the one at an origin, whose identity a person then has to compare. */
  async node(origin?: string): Promise<NodeView> {
    if (origin !== undefined) return meetNode(this.#transportTo(safeOrigin(origin)));
    const record = await this.#state.read();
    if (!record) throw new MirrorError('not_enrolled');
    return meetNode(this.#transportTo(record.origin), record.identity);
  }

  /** Which parts of the node are ready, and what waits for a person there. */
  async readiness(): Promise<Readiness> {
    return this.#transportTo((await this.#state.member()).origin).request('ready', {});
  }

  saveSettings(settings: UnlockSettings): Promise<void> {
    return this.#state.store.exclusively(async () => {
      await this.#state.store.save({ ...(await this.#state.member()), settings });
    });
  }

  /** Forgets keys and tokens on this device. The node is not told: remove the device first. */
  async forget(): Promise<void> {
    this.close();
    this.#stamps = undefined;
    await this.#state.store.exclusively(() => this.#state.store.remove());
  }

  lookAtInvitation(link: string): Promise<InvitationPreview> {
    return lookAtInvitation(this.#joining, link);
  }

  /** Makes a member on this device. The recovery code in the answer is told once. */
  enrol(options: EnrolOptions): Promise<Enrolment> {
    return enrol(this.#joining, options);
  }

  linkThisDevice(options: LinkOptions): Promise<PendingLink> {
    return openLink(this.#joining, options);
  }

  /** The link that this device was waiting for before a reload. */
  pendingLink(): Promise<PendingLink | undefined> {
    return takeUpLink(this.#joining);
  }

  /** What a further device opens to join this member: a URL for a QR code, with the node's identity to pin. */
  async deviceLink(): Promise<string> {
    return deviceLink(await this.#state.member());
  }

  devices(): Promise<OwnDevices> {
    return loadOwnDevices(this.#calls);
  }

  async verifyOwnChain(): Promise<VerifiedChain> {
    return (await this.devices()).chain;
  }

  /** Of the member key that this device was given: all devices of a member show the same. */
  async keyFingerprint(): Promise<string> {
    return keyFingerprint((await this.#state.member()).standing.keyId);
  }

  approveLink(code: string): Promise<LinkApproval> {
    return lookAtLink(this.#calls, code);
  }

  removeDevice(device: DeviceId): Promise<void> {
    return removeDevice(this.#calls, device);
  }

  unlockState(): Promise<UnlockState> {
    return this.#calls.request('unlockState');
  }

  /** Opens the vault for the given purposes and hours, or for those of the settings. */
  unlock(options?: UnlockOptions): Promise<UnlockState> {
    return this.#unlocker.unlock(options);
  }

  /** Locks, and keeps it locked: nothing on this device unlocks by itself until `unlock` is called. */
  lock(): Promise<UnlockState> {
    return this.#unlocker.lock();
  }

  reflect(request: ReflectRequest, signal?: AbortSignal): TurnStream {
    return this.#run(startTurn(request), signal);
  }

  /** Asks an interrupted turn again. */
  again(turn: TurnId, signal?: AbortSignal): TurnStream {
    return this.#run(startAgain(turn), signal);
  }

  /**
   * Takes up a running turn, for instance after a reload; all of its segments come again. With the stream key of the
   * attempt that began it they come as they are made; without it a node of several processes gives them at the end.
   */
  follow(turn: TurnId, streamKey?: string, signal?: AbortSignal): TurnStream {
    return this.#run({ as: 'follow', turn, ...(streamKey === undefined ? {} : { streamKey }) }, signal);
  }

  async cancel(turn: TurnId): Promise<void> {
    await this.#calls.request('cancel', { params: { turn } });
  }

  sessions(page: PageOptions = {}): Promise<SessionPage> {
    return this.request('sessions', { query: queryOf(page) });
  }

  session(session: SessionId, page?: PageOptions): Promise<ReadSession> {
    return this.#history.session(session, page);
  }

  turn(turn: TurnId): Promise<ReadTurn> {
    return this.#history.turn(turn);
  }

  me(): Promise<Me> {
    return this.#calls.request('me');
  }

  engine(): Promise<EngineView> {
    return this.#calls.request('engine');
  }

  async people(): Promise<PersonView[]> {
    return (await this.#calls.request('people')).people;
  }

  invite(name: string): Promise<Invitation> {
    return this.#calls.request('invite', { body: { name } });
  }

  /** Any plain address of the table; tokens, proofs and unlocking are taken care of. */
  request<Name extends PlainRouteName>(name: Name, ...request: RequestArguments<Name>): Promise<ResponseOf<Name>> {
    return this.#unlocker.during(() => this.#calls.request(name, ...request));
  }

  /** Keeps a connection open for notices; turns open one by themselves. */
  connect(): void {
    this.#line?.keepOpen();
  }

  onNotice(listener: (notice: ClientNotice) => void): () => void {
    return this.#notices.add(listener);
  }

  close(): void {
    this.#line?.close();
  }

  #run(start: TurnStart, signal?: AbortSignal): TurnStream {
    const stamps = () => {
      this.#stamps ??= this.#state.member().then(({ node, identity }) => new StampBook(node, identity));
      return this.#stamps;
    };
    return new TurnRun({ calls: this.#calls, unlocker: this.#unlocker, line: this.#line, stamps }, start, signal);
  }

  get #joining(): Joining {
    return { parts: this.#parts, state: this.#state, transportTo: this.#transportTo };
  }

  readonly #transportTo = (origin: string): Transport => {
    const known = this.#transports.get(origin);
    if (known) return known;
    // Bound: a browser's fetch refuses to run as another object's method.
    const transport = new Transport(origin, this.#parts.fetch ?? globalThis.fetch.bind(globalThis));
    this.#transports.set(origin, transport);
    return transport;
  };
}
