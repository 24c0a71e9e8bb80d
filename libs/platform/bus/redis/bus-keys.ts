import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { bytes, MirrorError, Role } from '#libs/contracts/index.js';
import { deriveP256Scalar, equalBytes, fromBase64url, randomBytes, toBase64url, wipe } from '#libs/crypto/index.js';
import { ed25519PairFromSeed } from '#libs/platform/crypto/index.js';

const BUS_ID_BYTES = 16;
const SEED_BYTES = 32;

/** The file `bus-<role>`: what makes a role that role. */
const SecretFile = z.strictObject({
  version: z.literal(1),
  role: Role,
  /** Key material of RFC 9180 §7.1.3 `DeriveKeyPair`. */
  wrapping: bytes({ exact: SEED_BYTES }),
  signing: bytes({ exact: SEED_BYTES }),
});

const PublicHalves = z.strictObject({ wrapping: bytes({ exact: 65 }), signing: bytes({ exact: 32 }) });

/** The file `bus-directory`: by which the roles know each other. Holds no secret. */
const DirectoryFile = z.strictObject({
  version: z.literal(1),
  bus: bytes({ exact: BUS_ID_BYTES }),
  roles: z.record(Role, PublicHalves),
});

/** How a role is known: a P-256 point of 65 bytes to seal to, and a raw Ed25519 key. */
export type RolePublic = { readonly wrapping: Uint8Array; readonly signing: Uint8Array };

/** What one role of a process has: its own private halves, and the public ones of all. */
export type BusKeys = {
  readonly role: Role;
  /** Random, the same for all processes of a node: nothing sealed for one node opens on another. */
  readonly bus: Uint8Array;
  readonly wrapping: CryptoKeyPair;
  readonly signing: KeyObject;
  readonly roles: Readonly<Record<Role, RolePublic>>;
};

const perRole = <Value>(value: (role: Role) => Value): Record<Role, Value> =>
  Object.fromEntries(Role.options.map((role) => [role, value(role)])) as Record<Role, Value>;

/** Fresh keys for all roles of one node, as the texts of their files: `bus-directory`, and `bus-<role>` for each. */
export const makeBusKeys = (): { directory: string; secrets: Record<Role, string> } => {
  const seeds = perRole(() => ({ wrapping: randomBytes(SEED_BYTES), signing: randomBytes(SEED_BYTES) }));
  const directory = {
    version: 1,
    bus: toBase64url(randomBytes(BUS_ID_BYTES)),
    roles: perRole((role) => ({
      wrapping: toBase64url(publicPoint(seeds[role].wrapping)),
      signing: toBase64url(ed25519PairFromSeed(seeds[role].signing).publicKey),
    })),
  };
  const secrets = perRole((role) =>
    written({ version: 1, role, wrapping: toBase64url(seeds[role].wrapping), signing: toBase64url(seeds[role].signing) }),
  );
  return { directory: written(directory), secrets };
};

/**
 * The keys of `role` from the texts of its two files.
 * @throws MirrorError `internal` with a sentence that says which file is wrong, how, and what to do
 */
export const readBusKeys = (role: Role, secretText: string, directoryText: string): BusKeys => {
  const secret = parsed(`bus-${role}`, SecretFile, secretText);
  if (secret.role !== role) throw wrong(`bus-${role}`, `is the secret of the role ${secret.role}, not of ${role}`);
  const directory = parsed('bus-directory', DirectoryFile, directoryText);
  const { pair: wrapping, raw } = wrappingPair(fromBase64url(secret.wrapping));
  const signing = ed25519PairFromSeed(fromBase64url(secret.signing));
  const roles = perRole((each) => ({
    wrapping: fromBase64url(directory.roles[each].wrapping),
    signing: fromBase64url(directory.roles[each].signing),
  }));
  // A role whose messages nobody could verify, or that could open none, would fail at its first call instead of here.
  if (!equalBytes(raw, roles[role].wrapping) || !equalBytes(signing.publicKey, roles[role].signing))
    throw wrong(`bus-${role}`, 'does not belong to bus-directory: they were made at different times');
  return { role, bus: fromBase64url(directory.bus), wrapping, signing: signing.privateKey, roles };
};

const written = (file: object): string => `${JSON.stringify(file, undefined, 2)}\n`;

const wrong = (file: string, how: string, cause?: unknown): MirrorError =>
  new MirrorError(
    'internal',
    `The secret file ${file} ${how}. Put back the files that were made together (they are in the backup of the secrets), or remove all files whose names begin with bus- and make new ones for every role.`,
    { cause },
  );

const parsed = <Schema extends z.ZodType>(file: string, schema: Schema, text: string): z.output<Schema> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Without the parser's error: it repeats what stood there.
    throw wrong(file, 'is not JSON');
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw wrong(file, `does not have its form (${issue?.path.join('.') || 'as a whole'}: ${issue?.code ?? 'unknown'})`);
};

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** The public half of a seed as 65 raw bytes. */
const publicPoint = (seed: Uint8Array): Uint8Array => wrappingPair(seed).raw;

const wrappingPair = (seed: Uint8Array): { pair: CryptoKeyPair; raw: Uint8Array } => {
  const scalar = deriveP256Scalar(seed);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  const raw = new Uint8Array(ecdh.getPublicKey());
  const point = { kty: 'EC', crv: 'P-256', x: toBase64url(raw.subarray(1, 33)), y: toBase64url(raw.subarray(33)) };
  const jwk = { ...point, d: toBase64url(scalar) };
  wipe(scalar);
  const pair = {
    privateKey: createPrivateKey({ key: jwk, format: 'jwk' }).toCryptoKey(curve, false, ['deriveBits']) as CryptoKey,
    publicKey: createPublicKey({ key: point, format: 'jwk' }).toCryptoKey(curve, true, []) as CryptoKey,
  };
  return { pair, raw };
};
