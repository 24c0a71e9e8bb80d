/** How HTTP meets the contracts: endpoints bound to the routes table, parsed input, one error shape. */
export * from './endpoint.js';
