import './process-title.js';
import { runProgram } from './program.js';
import { processWorld } from './world.js';

// A reader that has enough (`mirrorctl history | head`) is no failure; what is written to it afterwards is lost on purpose.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runProgram(process.argv.slice(2), processWorld());
