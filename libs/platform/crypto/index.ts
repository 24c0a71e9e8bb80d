/** Cryptography by node:crypto, where speed matters on the node; the same bytes as the browser's in `libs/crypto`. */
export * from './node-aead.js';
export * from './node-ed25519.js';
