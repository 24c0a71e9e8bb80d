/** What a process is told at its start: the environment, parsed once. */
export { Config } from './config.js';
