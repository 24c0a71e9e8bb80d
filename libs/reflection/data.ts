import type { FeatureData } from '#libs/platform/database/feature-data.js';
import { Turns1790000300000 } from './migrations/1790000300000-turns.js';
import { RenewLeases1790000300001 } from './migrations/1790000300001-renew-leases.js';
import { NarrowRights1790000300002 } from './migrations/1790000300002-narrow-rights.js';
import { SessionEntity } from './session.entity.js';
import { TurnEntity } from './turn.entity.js';
import { WorkEntity } from './work.entity.js';

/** What the reflection engine keeps: sessions, turns, work that waits. */
export const reflectionData: FeatureData = {
  schema: 'reflection',
  entities: [SessionEntity, TurnEntity, WorkEntity],
  migrations: [Turns1790000300000, RenewLeases1790000300001, NarrowRights1790000300002],
};
