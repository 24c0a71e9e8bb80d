import { type ErrorCode, MirrorError, type Tokens } from '#libs/contracts/index.js';
import type { MemberRecord } from './device-record.js';
import type { DeviceState } from './device-state.js';
import type { Transport } from './transport.js';

/** A token that ends sooner would often end on its way. */
const MARGIN_MS = 20_000;

/** Where the refresh token is of no use any more, the device key alone still signs in. */
const refreshRefused = new Set<ErrorCode>(['token_invalid', 'token_expired', 'token_reused']);

/** Access tokens of this device: renewed before they end, once for all that wait, and by one tab at a time. */
export class TokenKeeper {
  #renewing: Promise<string> | undefined;

  constructor(
    private readonly state: DeviceState,
    private readonly transport: (origin: string) => Transport,
  ) {}

  async current(): Promise<string> {
    const { tokens } = (await this.state.member()).standing;
    if (tokens && isFresh(tokens)) return tokens.accessToken;
    return this.renew(tokens?.accessToken);
  }

  /** A token other than `stale`, which the node refused or which is about to end. */
  renew(stale: string | undefined): Promise<string> {
    this.#renewing ??= this.#renew(stale).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(stale: string | undefined): Promise<string> {
    let accessToken = '';
    await this.state.change(async (record) => {
      const { tokens } = record.standing;
      // Another tab was here while this one waited: refreshing again would spend a token that it just got.
      const next = tokens && tokens.accessToken !== stale && isFresh(tokens) ? tokens : await this.#grant(record);
      accessToken = next.accessToken;
      return { tokens: next };
    });
    return accessToken;
  }

  async #grant({ origin, keys, self, standing }: MemberRecord): Promise<Tokens> {
    const transport = this.transport(origin);
    const credentials = { signing: keys.signing };
    const refreshToken = standing.tokens?.refreshToken;
    if (refreshToken) {
      try {
        return await transport.request('tokens', { body: { type: 'refresh', refreshToken } }, credentials);
      } catch (error) {
        if (!(error instanceof MirrorError) || !refreshRefused.has(error.code)) throw error;
      }
    }
    return transport.request('tokens', { body: { type: 'device', device: self.device } }, credentials);
  }
}

const isFresh = (tokens: Tokens): boolean => Date.parse(tokens.expires) - Date.now() > MARGIN_MS;
