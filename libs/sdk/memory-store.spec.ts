import { describe } from '@jest/globals';
import { acceptDeviceStore } from '#libs/testing/device-store.js';
import { MemoryStore } from './memory-store.js';

describe('a store in memory', () => {
  acceptDeviceStore(async () => {
    const store = new MemoryStore();
    return () => store;
  });
});
