import type { FeatureData } from '#libs/platform/database/feature-data.js';
import { CollectionKeyEntity, ItemKeyEntity, MemberKeyEntity, WrapEntity } from './entities/member-keys.entity.js';
import { NodeEntity, NodeKeyEntity } from './entities/node-keys.entity.js';
import { Keys1790000200000 } from './migrations/1790000200000-keys.js';
import { StandingWraps1790000200001 } from './migrations/1790000200001-standing-wraps.js';
import { NarrowRights1790000200002 } from './migrations/1790000200002-narrow-rights.js';

/** What the vault keeps: wrapped keys, all of them, and nothing else. */
export const vaultData: FeatureData = {
  schema: 'keys',
  entities: [MemberKeyEntity, WrapEntity, CollectionKeyEntity, ItemKeyEntity, NodeEntity, NodeKeyEntity],
  migrations: [Keys1790000200000, StandingWraps1790000200001, NarrowRights1790000200002],
};
