/** A node in memory for the specs of devices: see SmallNode. */

export { aDevice, aMember, anotherTab, heard, inShort, words } from './people.js';
export { SmallNode } from './small-node.js';
export { type Mishap, smallHelp } from './turns.js';
