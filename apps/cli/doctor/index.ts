/**
 * `mirrorctl doctor`: what is wrong with an installation, for the administrator at the server's shell. Owns looking; it
 * changes nothing, needs no device, sends nothing anywhere but to the node itself, and repeats nothing that it reads:
 * neither a secret nor a word of anybody. `domain/` judges, the files beside it look.
 */
export { doctor } from './doctor.js';
export { findPlace, type PlaceOptions } from './place.js';
