import type { FeatureData } from '#libs/platform/database/feature-data.js';
import { NonceEntity, RateWindowEntity, SeenProofEntity } from './entities/admission.entity.js';
import { ChainEntryEntity } from './entities/chain-entry.entity.js';
import { DeviceEntity } from './entities/device.entity.js';
import { InvitationEntity } from './entities/invitation.entity.js';
import { LinkRequestEntity } from './entities/link-request.entity.js';
import { MemberEntity } from './entities/member.entity.js';
import { AccessTokenEntity, RefreshTokenEntity } from './entities/token.entity.js';
import { People1790000100000 } from './migrations/1790000100000-people.js';
import { PeopleLookups1790000100001 } from './migrations/1790000100001-people-lookups.js';
import { Tokens1790000100002 } from './migrations/1790000100002-tokens.js';
import { Admission1790000100003 } from './migrations/1790000100003-admission.js';
import { RemovedDevices1790000100004 } from './migrations/1790000100004-removed-devices.js';
import { NarrowRights1790000100005 } from './migrations/1790000100005-narrow-rights.js';

/** What access keeps: people, devices, chains, invitations, tokens' hashes, and what admission counts. */
export const accessData: FeatureData = {
  schema: 'access',
  entities: [
    MemberEntity,
    DeviceEntity,
    ChainEntryEntity,
    InvitationEntity,
    LinkRequestEntity,
    RefreshTokenEntity,
    AccessTokenEntity,
    NonceEntity,
    SeenProofEntity,
    RateWindowEntity,
  ],
  migrations: [
    People1790000100000,
    PeopleLookups1790000100001,
    Tokens1790000100002,
    Admission1790000100003,
    RemovedDevices1790000100004,
    NarrowRights1790000100005,
  ],
};
