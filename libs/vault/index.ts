/**
 * Keys. Owns the root key and what it wraps (node identity, organization key), the members' wrapped keys in schema `keys`,
 * unlocking, and every sealing and opening of a member's items; the only role that has a key, and it gives none away.
 */
export { vaultData } from './data.js';
export { KeySource } from './key-source.js';
export { NodeKeys } from './node-keys.js';
export { MountedRootKey, openRootKey, RootKeyFile } from './root-key-file.js';
export { VaultModule } from './vault.module.js';
