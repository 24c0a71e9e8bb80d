/** Words sealed under the key of this browser: nonce of 96 bits, AES-256-GCM, bound to the entry they belong to. */
export type SealedWords = { id: string; at: string; nonce: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer };

/** A key that this browser uses and nobody can copy out, this page included. */
export const makeKeptKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

// Bound to id and time: an entry whose row was swapped for another does not open.
const boundTo = (id: string, at: string) => new TextEncoder().encode(`kept/v1|${id}|${at}`);

export async function sealWords(key: CryptoKey, words: string, at: string): Promise<SealedWords> {
  const id = crypto.randomUUID();
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: boundTo(id, at) },
    key,
    new TextEncoder().encode(words),
  );
  return { id, at, nonce, sealed };
}

/** @throws {DOMException} `OperationError` where a byte of it was changed */
export async function openWords(key: CryptoKey, { id, at, nonce, sealed }: SealedWords): Promise<string> {
  const words = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData: boundTo(id, at) }, key, sealed);
  return new TextDecoder().decode(words);
}
