import type { DevicePublic, LinkId, Me, MemberId, NodeId, Purpose, Tokens } from '#libs/contracts/index.js';
import type { DeviceKeys } from '#libs/crypto/index.js';

/** How this device unlocks; the member's choice, kept on the device. */
export type UnlockSettings = {
  /** Unlock again by itself, once, when the node says `vault_locked`; not after the member locked. */
  automatic: boolean;
  purposes: Purpose[];
  /** How long a grant lasts at most; the node locks earlier after 15 quiet minutes. */
  hours: number;
};

/** The newest entry of the device list that this device verified; the node can't show it an older list later. */
export type ChainHead = { index: number; hash: string };

/** Where the device stands with the node. */
export type Standing =
  /** The keys are stored, the request that makes the member was sent or is about to be. */
  | { is: 'enrolling'; member: MemberId; keyId: string; head: ChainHead }
  /** Waits for a device of the same member. */
  | { is: 'linking'; link: LinkId; code: string; expires: string }
  | {
      is: 'member';
      me: Me;
      /** Names the member key that this device first unwrapped; another one is refused. */
      keyId: string;
      head: ChainHead;
      tokens?: Tokens;
      /** The member locked on purpose: nothing unlocks by itself until they unlock. */
      closed: boolean;
    };

/** All that a device keeps. Private keys are CryptoKeys; how they rest is the store's affair. */
export type DeviceRecord = {
  version: 1;
  origin: string;
  node: NodeId;
  /** Ed25519 identity of the node, raw, base64url: pinned when the device joined. */
  identity: string;
  self: DevicePublic;
  keys: DeviceKeys;
  settings: UnlockSettings;
  standing: Standing;
};

export type MemberStanding = Extract<Standing, { is: 'member' }>;
export type MemberRecord = DeviceRecord & { standing: MemberStanding };

/**
 * Where a device keeps its record. Two adapters: IndexedDB (`indexeddb-store.ts`) and mirrorctl's key file; both pass
 * `acceptance/device-store.ts`.
 */
export interface DeviceStore {
  load(): Promise<DeviceRecord | undefined>;
  /** Whole or not at all: a crash leaves the record before or the record after. */
  save(record: DeviceRecord): Promise<void>;
  remove(): Promise<void>;
  /** Runs `work` alone among all tabs or processes that share this store. Not reentrant. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

export const defaultSettings: UnlockSettings = { automatic: true, purposes: ['reflect', 'history', 'outline'], hours: 12 };
