/**
 * What tests of several libs need: a database of their own on one PostgreSQL per run, the case of the other member, and
 * ids. Nothing here is built into the node.
 */
export { type ChildNode, startChildNode } from './child-node.js';
export { askOnce, connectTo, type DataFolder, dataFolderPerTest } from './data-folder.js';
export { eventually } from './eventually.js';
export * from './factories.js';
export { type FreshDatabase, freshDatabase } from './fresh-database.js';
export { expectHiddenFromOthers } from './hidden-from-others.js';
export { type OwnServer, startOwnServer } from './own-server.js';
export { temporaryFolder } from './temporary-folder.js';
