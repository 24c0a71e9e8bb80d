import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder, without links in its path. Whoever asked removes it. */
export const temporaryFolder = async (): Promise<string> => mkdtemp(join(await realpath(tmpdir()), 'mirrorstead-test-'));
