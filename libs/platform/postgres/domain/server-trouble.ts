/** Why a server ended or does not start, as far as its log tells. */
export type ServerTrouble = 'disk_full' | 'still_running' | 'other_version' | 'unreadable' | 'unknown';

// Message texts, since FATAL at a start bears no more than 58P01 or XX000. The server speaks English: lc_messages is C.
const signs: readonly (readonly [RegExp, ServerTrouble])[] = [
  [/No space left on device|Disk quota exceeded/, 'disk_full'],
  [/ 53100 (FATAL|PANIC):/, 'disk_full'],
  // A server that was killed, or its processes, which end by themselves.
  [/pre-existing shared memory block|lock file "postmaster\.pid" already exists/, 'still_running'],
  [/database files are incompatible with server/, 'other_version'],
  [/could not (open|read|access) (file|directory) .*Permission denied/, 'unreadable'],
];

/** What a line of the server's log says about its trouble. */
export const troubleIn = (line: string): ServerTrouble | undefined => signs.find(([sign]) => sign.test(line))?.[1];

/** One sentence for the person who runs the node: what happened, what to do. */
export const troubleSentence = (trouble: ServerTrouble, log: string): string =>
  ({
    disk_full: 'The disk is full, so PostgreSQL can not run: free some space; what was accepted is kept.',
    still_running: 'Processes of a PostgreSQL that was killed still run on this data folder: end them, then start again.',
    other_version: 'The data folder was made by another version of PostgreSQL: start the version of this program that made it.',
    unreadable: 'PostgreSQL may not read its own files: give the data folder back to the user who made it.',
    unknown: `PostgreSQL does not run: ${log} says why.`,
  })[trouble];
