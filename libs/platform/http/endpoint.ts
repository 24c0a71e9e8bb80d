import { applyDecorators, createParamDecorator, Delete, type ExecutionContext, Get, HttpCode, Post, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  type DeviceId,
  type MemberId,
  MirrorError,
  type PersonRole,
  type Route,
  type RouteName,
  type Routes,
  routes,
} from '#libs/contracts/index.js';

const ROUTE = Symbol('route');

/** Who asks, as the access guard found; the route's `auth` decides which kind it is. */
export type PublicCaller = { kind: 'public'; address: string };
/** Whoever proved the key: `signing` is the raw public key, base64url; `thumbprint` its RFC 7638 thumbprint. */
export type ProofCaller = { kind: 'proof'; address: string; signing: string; thumbprint: string };
export type MemberCaller = { kind: 'member'; address: string; member: MemberId; device: DeviceId; role: PersonRole };
export type AnyCaller = PublicCaller | ProofCaller | MemberCaller;

/** The request as our guard and decorators see it. */
export type CallerRequest = FastifyRequest & { caller?: AnyCaller };

type Parsed<R, Key extends string> = R extends { [K in Key]: infer Schema extends z.ZodType } ? z.output<Schema> : undefined;
/** What a controller gets of a request: parsed, strict. */
export type RouteInput<Name extends RouteName> = {
  params: Parsed<Routes[Name], 'params'>;
  query: Parsed<Routes[Name], 'query'>;
  body: Parsed<Routes[Name], 'body'>;
};
/** What a controller answers; the response contract. */
export type RouteOutput<Name extends RouteName> = z.input<Routes[Name]['response']>;

const methods = { GET: Get, POST: Post, DELETE: Delete };

/** Binds a controller's method to a row of the routes table: method, path, status, and whom the guard lets in. */
export const Endpoint = (name: RouteName): MethodDecorator => {
  const route = routes[name];
  return applyDecorators(methods[route.method](route.path), HttpCode(200), SetMetadata(ROUTE, route));
};

/** The route that a handler was bound to. A handler without one is a mistake of ours and nobody is let in. */
export const routeOf = (context: ExecutionContext): Route => {
  const route: Route | undefined = Reflect.getMetadata(ROUTE, context.getHandler());
  if (!route) throw new MirrorError('not_found');
  return route;
};

/** Who asks. Undefined only where the guard did not run, which is refused. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { caller } = context.switchToHttp().getRequest<CallerRequest>();
  if (!caller) throw new MirrorError('token_missing');
  return caller;
});

const parse = (schema: z.ZodType | undefined, value: unknown, where: string): unknown => {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // Names the field and what was expected of it, never what was sent: a value may be a member's words.
  const field = [where, ...(issue?.path ?? [])].join('.');
  const unknown =
    issue?.code === 'unrecognized_keys' ? `: unknown field ${issue.keys.map((key) => JSON.stringify(key.slice(0, 40))).join(', ')}` : '';
  throw new MirrorError('invalid_request', `${field} does not fit its contract${unknown || (issue ? ` (${issue.code})` : '')}.`);
};

/** Parameters, query and body, parsed by the route's contract; unknown fields are refused. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const route = routeOf(context);
  const request = context.switchToHttp().getRequest<CallerRequest>();
  return {
    params: parse(route.params, request.params, 'path'),
    query: parse(route.query, request.query, 'query'),
    body: parse(route.body, request.body, 'body'),
  };
});
