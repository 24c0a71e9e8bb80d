import type { FeatureData } from '#libs/platform/database/feature-data.js';
import { MakeOutbox1790000000001 } from './migrations/1790000000001-make-outbox.js';
import { DivideRelay1790000000002 } from './migrations/1790000000002-divide-relay.js';

/** What the bus keeps in the database. No entities: a handful of statements in `outbox/` is all that touches it. */
export const busData: FeatureData = { schema: 'bus', entities: [], migrations: [MakeOutbox1790000000001, DivideRelay1790000000002] };
