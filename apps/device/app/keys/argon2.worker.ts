/** Argon2id takes a second or two and would freeze the page for as long, so it runs beside it. Ends with its answer. */
import { argon2id } from 'hash-wasm';

export type StretchingTask = {
  password: Uint8Array;
  salt: Uint8Array;
  cost: { memoryKiB: number; passes: number; lanes: number; length: number };
};

addEventListener('message', async ({ data }: MessageEvent<StretchingTask>) => {
  const { password, salt, cost } = data;
  const key = await argon2id({
    password,
    salt,
    memorySize: cost.memoryKiB,
    iterations: cost.passes,
    parallelism: cost.lanes,
    hashLength: cost.length,
    outputType: 'binary',
  });
  postMessage(key);
});
