import { z } from 'zod';
import * as contracts from '#libs/contracts/index.js';
import { type ErrorCode, MirrorError, Problem, type Route, routes } from '#libs/contracts/index.js';

type Json = Record<string, unknown>;

/** Every exported schema by its name, so that each is described once and referred to. */
const named = z.registry<{ id: string }>();
for (const [id, value] of Object.entries(contracts)) if (value instanceof z.ZodType && !named.has(value)) named.add(value, { id });

/** One description in the making: schemas that it refers to are collected beside it. */
class Schemas {
  readonly components: Json = {};

  /** `io: input` for what a client sends: defaults may be left out there. Brands and `local` are types alone. */
  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const {
      $schema: _dialect,
      $defs,
      ...json
    } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any', metadata: named });
    Object.assign(this.components, pointed($defs ?? {}));
    return pointed(json);
  }
}

/** References into `$defs` of one schema become references into the components of the description. */
const pointed = (json: object): Json => JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/'));

const parametersOf = (schemas: Schemas, route: Route): Json[] =>
  (['params', 'query'] as const).flatMap((where) => {
    const schema = route[where];
    if (!schema) return [];
    const { properties = {}, required = [] } = inlined(schemas, schema) as { properties?: Record<string, Json>; required?: string[] };
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: where === 'params' ? 'path' : 'query',
      required: where === 'params' || required.includes(name),
      schema: property,
    }));
  });

/** The shape itself where a reference to it would not do. */
const inlined = (schemas: Schemas, schema: z.ZodType): Json => {
  const json = schemas.of(schema, 'input');
  const name = typeof json.$ref === 'string' ? json.$ref.split('/').at(-1) : undefined;
  return name ? (schemas.components[name] as Json) : json;
};

const sorted = (json: Json): Json => Object.fromEntries(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1)));

const ofMembers: readonly ErrorCode[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'proof_missing',
  'proof_invalid',
  'proof_replayed',
  'nonce_required',
  'clock_skew',
  'origin_refused',
  'device_revoked',
];

/** What every route of a kind may answer, beside its own codes. */
const codesByAuth: Record<Route['auth'], readonly ErrorCode[]> = {
  public: ['rate_limited'],
  proof: ['proof_missing', 'proof_invalid', 'proof_replayed', 'nonce_required', 'clock_skew', 'origin_refused', 'rate_limited'],
  member: ofMembers,
  owner: [...ofMembers, 'forbidden'],
};
const codesByBody: readonly ErrorCode[] = ['invalid_json', 'invalid_request', 'unsupported_media_type', 'body_too_large'];

const problemsOf = (route: Route): Json => {
  const codes = [...new Set([...route.errors, ...codesByAuth[route.auth], ...(route.body ? codesByBody : [])])].sort();
  const byStatus = Map.groupBy(codes, (code) => new MirrorError(code).status);
  const entries = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, ofStatus]) => [
      String(status),
      { description: ofStatus.join(', '), content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    ]);
  return Object.fromEntries(entries);
};

const security: Record<Route['auth'], Json[]> = {
  public: [],
  proof: [{ proof: [] }],
  member: [{ token: [], proof: [] }],
  owner: [{ token: [], proof: [] }],
};

const operationOf = (schemas: Schemas, name: string, route: Route): Json => ({
  operationId: name,
  summary: route.summary,
  security: security[route.auth],
  parameters: parametersOf(schemas, route),
  ...(route.body ? { requestBody: { required: true, content: { 'application/json': { schema: schemas.of(route.body, 'input') } } } } : {}),
  responses: {
    200: {
      description: route.stream ? 'One JSON document a line, each as it happens' : 'Done',
      content: { [route.stream ? 'application/x-ndjson' : 'application/json']: { schema: schemas.of(route.response, 'output') } },
    },
    ...problemsOf(route),
  },
});

/** The OpenAPI 3.1 description, made from the routes table: it can't say anything that the server does not parse. */
export const openApi = (version: string): Json => {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, route] of Object.entries(routes)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(schemas, name, route) };
  }
  const problem = inlined(schemas, Problem);
  return {
    openapi: '3.1.0',
    info: { title: 'Mirrorstead node', version, license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' } },
    paths,
    components: {
      schemas: sorted({ ...schemas.components, Problem: problem }),
      securitySchemes: {
        token: { type: 'http', scheme: 'DPoP', description: 'Access token, bound to the device key (RFC 9449)' },
        proof: {
          type: 'apiKey',
          in: 'header',
          name: 'DPoP',
          description: 'Proof of the device key for this method and address, with the nonce of the DPoP-Nonce header',
        },
      },
    },
  };
};
