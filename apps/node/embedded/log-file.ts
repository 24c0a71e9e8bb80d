import { join } from 'node:path';
import type { Config } from '#libs/platform/config/index.js';
import { BoundedLog, installCrashHandlers, Log } from '#libs/platform/log/index.js';

/** The embedded node's log lies in its data folder; the terminal belongs to the person who started it. */
export const openLog = (dataFolder: string, config: Config): Log => {
  const file = new BoundedLog(join(dataFolder, 'log', 'node.log'));
  const log = new Log(config.logLevel, config.version, { write: (line: string) => file.append(Buffer.from(line)) });
  installCrashHandlers(log);
  return log;
};
