import type { MigrationInterface, QueryRunner } from 'typeorm';

const signatures = [
  'owner_exists()',
  'offer_owner_invitation(uuid, bytea, interval)',
  'look_at_invitation(bytea)',
  'use_invitation(bytea)',
  'people()',
  'key_known(text, uuid)',
  'look_at_link(bytea, uuid)',
  'link_state(uuid, text)',
];

/**
 * Questions that come before a member is known, or concern more than one: each a definer function that takes the secret
 * itself (its hash) or checks the owner, and shows no more than its answer needs. A wider policy would open the tables.
 */
export class PeopleLookups1790000100001 implements MigrationInterface {
  name = 'PeopleLookups1790000100001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(invitations);
    await runner.query(people);
    await runner.query(links);
    for (const signature of signatures) {
      await runner.query(`
        revoke all on function access.${signature} from public;
        grant execute on function access.${signature} to mirror_gateway;
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of signatures) await runner.query(`drop function access.${signature}`);
  }
}

const invitations = `
  create function access.owner_exists() returns boolean
    language sql stable security definer set search_path = access, pg_temp
    as $$ select exists (select from access.member where role = 'owner') $$;

  -- Only while there is no owner; a new one takes the place of the one before, whose link then opens nothing.
  create function access.offer_owner_invitation(new_id uuid, new_hash bytea, lifetime interval) returns timestamptz
    language sql security definer set search_path = access, pg_temp
    as $$
      insert into access.invitation as standing (id, secret_hash, role, expires_at)
        select new_id, new_hash, 'owner', clock_timestamp() + lifetime
        where not exists (select from access.member where role = 'owner')
      on conflict (role) where role = 'owner' and used_at is null
        do update set id = excluded.id, secret_hash = excluded.secret_hash, created_at = now(), expires_at = excluded.expires_at
      returning expires_at
    $$;

  create function access.look_at_invitation(of_hash bytea)
    returns table (state text, role text, name text, expires_at timestamptz)
    language sql stable security definer set search_path = access, pg_temp
    as $$
      select case
          when i.used_at is not null then 'used'
          when i.role = 'owner' and exists (select from access.member m where m.role = 'owner') then 'closed'
          when i.expires_at <= clock_timestamp() then 'expired'
          else 'open' end,
        i.role, i.name, i.expires_at
      from access.invitation i where i.secret_hash = of_hash
    $$;

  -- The update is the decision: of two at once the second waits for the first and then finds nothing unused.
  create function access.use_invitation(of_hash bytea) returns text
    language sql security definer set search_path = access, pg_temp
    as $$
      update access.invitation set used_at = clock_timestamp()
        where secret_hash = of_hash and used_at is null and expires_at > clock_timestamp()
        returning role
    $$;
`;

const people = `
  -- The owner's list of everyone: names, roles and counts, and only for the owner.
  create function access.people()
    returns table (name text, role text, state text, since timestamptz, expires_at timestamptz, devices integer)
    language sql stable security definer set search_path = access, pg_temp
    as $$
      with asking as (
        select from access.member where id = nullif(current_setting('app.member', true), '')::uuid and role = 'owner')
      select m.name, m.role, 'active', m.joined_at, null::timestamptz,
          (select count(*)::integer from access.device d where d.member = m.id and d.removed_at is null)
        from access.member m where exists (select from asking)
      union all
      select coalesce(i.name, ''), i.role, 'invited', i.created_at, i.expires_at, 0
        from access.invitation i
        where exists (select from asking) and i.role = 'member' and i.used_at is null and i.expires_at > clock_timestamp()
      order by 4
    $$;
`;

const links = `
  -- Whether a device key or id is, or was, one of this node's: a removed key never comes back.
  create function access.key_known(of_thumbprint text, of_device uuid) returns boolean
    language sql stable security definer set search_path = access, pg_temp
    as $$ select exists (select from access.device where thumbprint = of_thumbprint or id = of_device) $$;

  -- Whoever types the code first has the request; for every other member the code is then unknown.
  create function access.look_at_link(of_hash bytea, by_device uuid)
    returns table (id uuid, device jsonb, expires_at timestamptz, open boolean)
    language sql security definer set search_path = access, pg_temp
    as $$
      update access.link_request l
        set member = nullif(current_setting('app.member', true), '')::uuid, looked_by = by_device
        where l.code_hash = of_hash
          and (l.member is null or l.member = nullif(current_setting('app.member', true), '')::uuid)
          and nullif(current_setting('app.member', true), '') is not null
        returning l.id, l.device, l.expires_at, l.state = 'pending' and l.expires_at > clock_timestamp()
    $$;

  -- For the device that asked, and no other: the key that it proves is part of the question.
  create function access.link_state(of_link uuid, of_thumbprint text)
    returns table (state text, expires_at timestamptz, member uuid, device uuid, late boolean)
    language sql stable security definer set search_path = access, pg_temp
    as $$
      select l.state, l.expires_at, case when l.state = 'approved' then l.member end, (l.device ->> 'device')::uuid,
          l.expires_at <= clock_timestamp()
        from access.link_request l where l.id = of_link and l.thumbprint = of_thumbprint
    $$;
`;
