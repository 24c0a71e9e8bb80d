import { runProgram } from './program.js';
import { processWorld } from './world.js';

process.exitCode = await runProgram(process.argv.slice(2), processWorld());
