import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * No more than the gateway does: whoever has its login alone can name any member, for it is the gateway that finds out
 * who asks. Times and states are made here, not by whoever inserts; a device that was removed stays so, and is not seen
 * again; an invitation is of an owner, and makes none.
 */
export class NarrowRights1790000100005 implements MigrationInterface {
  name = 'NarrowRights1790000100005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      revoke insert, update on access.member, access.device, access.invitation, access.link_request, access.refresh_token from mirror_gateway;
      revoke update (name) on access.member from mirror_gateway;
      revoke update (generation, last_seen_at, removed_at) on access.device from mirror_gateway;
      revoke update (state) on access.link_request from mirror_gateway;
      revoke update (used_at, revoked_at) on access.refresh_token from mirror_gateway;

      -- The row lock on a member's chain needs the right to update something: of the id that can be the same alone.
      grant insert (id, name, role), update (id) on access.member to mirror_gateway;
      grant insert (id, member, name, kind, keys, wrapping, signing, thumbprint), update (generation, last_seen_at, removed_at)
        on access.device to mirror_gateway;
      grant insert (id, secret_hash, role, name, invited_by, expires_at) on access.invitation to mirror_gateway;
      grant insert (id, code_hash, thumbprint, device, expires_at), update (state) on access.link_request to mirror_gateway;
      grant insert (hash, family, member, device, expires_at), update (used_at, revoked_at) on access.refresh_token to mirror_gateway;

      create policy device_stays_removed on access.device as restrictive for update to mirror_gateway
        using (removed_at is null) with check (true);
      create policy invitation_of_owner on access.invitation as restrictive for insert to mirror_gateway
        with check (role = 'member' and exists (select from access.member m where m.id = invited_by and m.role = 'owner'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop policy device_stays_removed on access.device;
      drop policy invitation_of_owner on access.invitation;
      revoke update (id) on access.member from mirror_gateway;
      grant insert, update (name) on access.member to mirror_gateway;
      grant insert on access.device, access.invitation, access.link_request, access.refresh_token to mirror_gateway;
    `);
  }
}
