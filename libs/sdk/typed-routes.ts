import type { z } from 'zod';
import type { RouteName, Routes } from '#libs/contracts/index.js';

type Part<R, Key extends 'params' | 'query' | 'body'> = R extends { [K in Key]: infer Schema extends z.ZodType }
  ? undefined extends z.input<Schema>
    ? { [K in Key]?: z.input<Schema> }
    : { [K in Key]: z.input<Schema> }
  : unknown;

/** What a caller gives: `params`, `query` and `body`, as far as the route has them. */
export type RequestOf<Name extends RouteName> = Part<Routes[Name], 'params'> & Part<Routes[Name], 'query'> & Part<Routes[Name], 'body'>;

/** What comes back: the route's response, or for a streamed route one line of it. */
export type ResponseOf<Name extends RouteName> = z.output<Routes[Name]['response']>;

export type StreamRouteName = { [Name in RouteName]: Routes[Name] extends { stream: true } ? Name : never }[RouteName];
export type PlainRouteName = Exclude<RouteName, StreamRouteName>;

/** `{}` may be left out where a route takes nothing. */
export type RequestArguments<Name extends RouteName> = unknown extends RequestOf<Name> ? [] : [request: RequestOf<Name>];
