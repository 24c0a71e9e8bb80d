/**
 * A Jest reporter: when a run is over and its process still does not end, names what holds it and ends it with the result
 * the tests had. One connection that nobody closed would otherwise hold a whole build until its time limit, and say nothing.
 */
export default class OpenHandles {
  onRunComplete(_contexts, results) {
    // Without a hold of its own: this only comes to pass where something else keeps the process.
    setTimeout(() => {
      process.stderr.write(`Still open after the last test, ended here:\n${openHandles().join('\n')}\n`);
      // Known by now: Jest writes it in there after its reporters were told.
      process.exit(results.success ? 0 : 1);
    }, 15_000).unref();
  }
}

/** What keeps the process, a line each. Of a timer Node tells no more than that it is one. */
function openHandles() {
  const described = process._getActiveHandles().map((handle) => {
    const name = handle.constructor?.name ?? 'handle';
    if (handle.spawnfile) return `${name} ${handle.pid} ${handle.spawnargs?.join(' ')}`;
    if (handle.remotePort) return `${name} ${handle.localPort} → ${handle.remoteAddress}:${handle.remotePort}`;
    return handle.fd === undefined ? name : `${name} on file ${handle.fd}`;
  });
  return [...described, ...process.getActiveResourcesInfo()].map((line) => `  ${line}`);
}
