/** How HTTP meets the contracts: endpoints bound to the routes table, parsed input, one error shape, the app's pages. */
export * from './application.js';
export * from './client-address.js';
export * from './endpoint.js';
export { Front } from './front.js';
export * from './ndjson.js';
export * from './openapi.js';
export * from './problem.filter.js';
