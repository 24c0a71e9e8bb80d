import { generateProof } from 'dpop';

/** Who signs a request, and the token that it bears, if any. */
export type Credentials = { signing: CryptoKeyPair; token?: string };

/** Makes DPoP proofs (RFC 9449 §4.2) and remembers the newest nonce of the node (§8.2). */
export class Proofs {
  #nonce: string | undefined;

  get nonce(): string | undefined {
    return this.#nonce;
  }

  remember(nonce: string | null): void {
    if (nonce) this.#nonce = nonce;
  }

  /** `url` with or without query; the proof names it without (RFC 9449 §4.2, `htu`). */
  make({ signing, token }: Credentials, method: string, url: string, nonce = this.#nonce): Promise<string> {
    const { origin, pathname } = new URL(url);
    return generateProof(signing, origin + pathname, method, nonce, token);
  }
}
