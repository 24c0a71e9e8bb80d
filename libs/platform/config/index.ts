/** What a process is told at its start: the environment, parsed once, and the secret files of its roles. */
export { Config } from './config.js';
export { type OriginRefusal, originRefusal, readOriginRefusal } from './origin-refusal.js';
export { SecretFailure, SecretFiles } from './secret-files.js';
export { MigrateSettings, parseSettings, SettingFailure } from './settings.js';
