// CommonJS packages that require() Nest's ESM packages fail in Jest with "Cannot require() ES Module in a cycle"
// unless Nest is already evaluated in this registry.
await import('reflect-metadata');
await import('@nestjs/common');
await import('@nestjs/core');
