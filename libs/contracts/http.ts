import { aboutRoutes } from './about.routes.js';
import { accessRoutes } from './access.routes.js';
import { turnRoutes } from './turn.routes.js';

/** Every address of the node. Server, SDK and OpenAPI are all made from this table. */
export const routes = { ...aboutRoutes, ...accessRoutes, ...turnRoutes } as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
