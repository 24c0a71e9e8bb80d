import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATOR_FILE } from '#libs/contracts/index.js';

/**
 * Notes in the data folder where the operator's port is, which is another one at each start, for `mirrorctl doctor`. One
 * that a killed node left leads to nobody, or to an answer that is no report.
 * @returns takes the note away
 */
export const noteOperatorPort = (dataFolder: string, port: number): (() => Promise<void>) => {
  const file = join(dataFolder, OPERATOR_FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify({ port, pid: process.pid })}\n`, { mode: 0o644 });
  renameSync(`${file}.new`, file);
  return async () => rmSync(file, { force: true });
};
