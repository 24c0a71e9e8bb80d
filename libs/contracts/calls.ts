import { gateCalls } from './gate.calls.js';
import { reflectionCalls } from './reflection.calls.js';
import { vaultCalls } from './vault.calls.js';

/** Every call that the bus carries. */
export const calls = { ...gateCalls, ...vaultCalls, ...reflectionCalls } as const;
