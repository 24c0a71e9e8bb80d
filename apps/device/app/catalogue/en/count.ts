import { counting } from '../plural.js';

export const count = counting('en-GB');
