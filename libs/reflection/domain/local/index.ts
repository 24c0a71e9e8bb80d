/** The mirror that needs no model: deterministic, on the node and on a device alike. Owns its families and how it reads. */
export { families } from './families/index.js';
export { type EarlierTurn, type Mirrorback, type MirrorRequest, mirror } from './mirror.js';
export { type Axis, axes, type Tension } from './tensions.js';
