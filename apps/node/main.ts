import { routes } from '#libs/contracts/index.js';

console.log(Object.keys(routes).length);
