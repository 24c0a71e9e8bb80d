import { type Catalogue, en } from './en.js';

/** The sentences of the page's language. */
export const say: Catalogue = en;
