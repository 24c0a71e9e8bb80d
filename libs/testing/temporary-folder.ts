import { realpathSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How every temporary folder of the tests begins. */
export const TEMPORARY = join(realpathSync(tmpdir()), 'mirrorstead-test-');

/** A new folder, without links in its path. Whoever asked removes it. */
export const temporaryFolder = async (): Promise<string> => mkdtemp(TEMPORARY);
