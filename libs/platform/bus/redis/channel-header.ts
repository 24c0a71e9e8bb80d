import { type InstanceId, MirrorError, Role } from '#libs/contracts/index.js';
import { concatBytes, fields } from '#libs/crypto/index.js';
import { BytesReader, instantBytes } from './bytes-reader.js';

const VERSION = 1;
const ENC_BYTES = 65;
/** A channel key of 32 bytes and its tag. */
const CT_BYTES = 48;
const SIGNATURE_BYTES = 64;
const ID_BYTES = 16;

/** A number for each role that stays its own, whatever order the contracts list them in. */
const roleNumbers: Record<Role, number> = { gateway: 1, gate: 2, vault: 3, reflection: 4 };

/** What a channel is: from one process of one role, to all processes of another, for some minutes. */
export type ChannelClaim = {
  readonly bus: Uint8Array;
  readonly caller: Role;
  readonly instance: InstanceId;
  readonly callee: Role;
  /** 16 random bytes. */
  readonly id: Uint8Array;
  /** Milliseconds since 1970, by the clock of the caller. */
  readonly madeAt: number;
};

/** The claim, the channel key sealed to the callee, and the caller's signature over all of it. */
export type ChannelHeader = ChannelClaim & {
  readonly enc: Uint8Array;
  readonly ct: Uint8Array;
  readonly signature: Uint8Array;
};

/** `version | bus | caller | instance | callee | id | made at | enc | ct | signature`, each of a fixed length. */
export const HEADER_BYTES = 1 + ID_BYTES + 1 + ID_BYTES + 1 + ID_BYTES + 8 + ENC_BYTES + CT_BYTES + SIGNATURE_BYTES;

const uuidBytes = (id: string): Uint8Array => new Uint8Array(Buffer.from(id.replaceAll('-', ''), 'hex'));
const uuid = (bytes: Uint8Array): string => {
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

const claimBytes = ({ bus, caller, instance, callee, id, madeAt }: ChannelClaim): Uint8Array =>
  concatBytes(
    Uint8Array.of(VERSION),
    bus,
    Uint8Array.of(roleNumbers[caller]),
    uuidBytes(instance),
    Uint8Array.of(roleNumbers[callee]),
    id,
    instantBytes(madeAt),
  );

/** What the channel key is sealed for (HPKE `info`), and the root of every associated data: another claim opens nothing. */
export const claimContext = (claim: ChannelClaim): Uint8Array<ArrayBuffer> => fields('bus-channel/v1', claimBytes(claim));

/** What the caller's role signs: without it anybody who knows the callee's public key could speak as any role. */
export const signedPart = (claim: ChannelClaim, enc: Uint8Array, ct: Uint8Array): Uint8Array<ArrayBuffer> =>
  fields('bus-channel-signature/v1', claimBytes(claim), enc, ct);

export const headerBytes = (header: ChannelHeader): Uint8Array<ArrayBuffer> =>
  concatBytes(claimBytes(header), header.enc, header.ct, header.signature);

/** @throws MirrorError `sealed_damaged` where it is not the form of a header; nothing in it is believed yet */
export const parseHeader = (bytes: Uint8Array): ChannelHeader => {
  if (bytes.length !== HEADER_BYTES) throw new MirrorError('sealed_damaged', 'A channel of the bus does not have its form.');
  const reader = new BytesReader(bytes);
  if (reader.byte() !== VERSION) throw new MirrorError('sealed_damaged', 'A channel of the bus is of another version.');
  return {
    bus: reader.take(ID_BYTES),
    caller: roleOfNumber(reader.byte()),
    instance: uuid(reader.take(ID_BYTES)) as InstanceId,
    callee: roleOfNumber(reader.byte()),
    id: reader.take(ID_BYTES),
    madeAt: reader.instant(),
    enc: reader.take(ENC_BYTES),
    ct: reader.take(CT_BYTES),
    signature: reader.take(SIGNATURE_BYTES),
  };
};

const roleOfNumber = (number: number): Role => {
  const found = Role.options.find((role) => roleNumbers[role] === number);
  if (!found) throw new MirrorError('sealed_damaged', 'A channel of the bus names no role.');
  return found;
};
