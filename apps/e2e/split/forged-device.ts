import { generateProof } from 'dpop';
import { thumbprintOfRaw } from '#libs/access/domain/proof-key.js';
import { hashToken, newSecret } from '#libs/access/secrets.js';
import { type MemberId, type RouteName, routes } from '#libs/contracts/index.js';
import { type DeviceKeys, describeDevice, fromBase64url, generateDeviceKeys, newId } from '#libs/crypto/index.js';
import type { DatabaseIntruder } from './database-intruder.js';

/** A device that nobody of the member's signed: written into the tables by whoever has the login of the gateway. */
export class ForgedDevice {
  private nonce: string | undefined;

  private constructor(
    private readonly origin: string,
    private readonly keys: DeviceKeys,
    private readonly token: string,
  ) {}

  static async of(member: MemberId, intruder: DatabaseIntruder, origin: string): Promise<ForgedDevice> {
    const keys = await generateDeviceKeys({ extractable: false });
    const { device, wrapping, signing } = await describeDevice(keys, { name: 'not theirs', kind: 'cli', keys: 'software' });
    const [token, thumbprint] = [newSecret(), thumbprintOfRaw(signing)];
    await intruder.as(
      member,
      `insert into access.device (id, member, name, kind, keys, wrapping, signing, thumbprint)
       values ($1, $2, 'not theirs', 'cli', 'software', $3, $4, $5)`,
      [device, member, Buffer.from(fromBase64url(wrapping)), Buffer.from(fromBase64url(signing)), thumbprint],
    );
    await intruder.as(
      member,
      `insert into access.access_token (hash, family, member, device, generation, thumbprint, expires_at)
       values ($1, $2, $3, $4, 1, $5, now() + interval '1 hour')`,
      [hashToken(token), newId(), member, device, thumbprint],
    );
    return new ForgedDevice(origin, keys, token);
  }

  /** Asks the node as a device does. */
  async ask(name: RouteName, parameters: Record<string, string> = {}): Promise<{ status: number; text: string }> {
    const { method, path } = routes[name];
    const url = this.origin + Object.entries(parameters).reduce<string>((filled, [key, value]) => filled.replace(`:${key}`, value), path);
    const known = this.nonce;
    const proof = await generateProof(this.keys.signing, url, method, known, this.token);
    const response = await fetch(url, { method, headers: { authorization: `DPoP ${this.token}`, dpop: proof } });
    this.nonce = response.headers.get('dpop-nonce') ?? known;
    const text = await response.text();
    return response.status === 401 && this.nonce !== known ? this.ask(name, parameters) : { status: response.status, text };
  }
}
