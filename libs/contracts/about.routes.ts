import { z } from 'zod';
import { type Route, route } from './route.js';
import { Done, Health, NodeView, Readiness } from './views.js';

/** What a node says about itself to anybody. */
export const aboutRoutes = {
  health: route({
    method: 'GET',
    path: '/health',
    auth: 'public',
    summary: 'Whether the node works, its version and its engine',
    response: Health,
    errors: [],
  }),
  live: route({ method: 'GET', path: '/health/live', auth: 'public', summary: 'The process answers', response: Done, errors: [] }),
  ready: route({
    method: 'GET',
    path: '/health/ready',
    auth: 'public',
    summary: 'What is ready and what is not',
    response: Readiness,
    errors: [],
  }),
  openapi: route({
    method: 'GET',
    path: '/v1/openapi.json',
    auth: 'public',
    summary: 'This description',
    response: z.looseObject({}),
    errors: [],
  }),
  node: route({
    method: 'GET',
    path: '/v1/node',
    auth: 'public',
    summary: 'Which node this is',
    response: NodeView,
    errors: ['rate_limited'],
  }),
} as const satisfies Record<string, Route>;
