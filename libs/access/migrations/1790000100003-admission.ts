import type { MigrationInterface, QueryRunner } from 'typeorm';

const signatures = ['nonces(text)', 'admit(bytea, text, bytea, text)', 'take(bytea, integer, integer)', 'sweep()'];

/**
 * Nonces, proofs that were seen, and rate windows, shared by every gateway.
 *
 * The tables are unlogged on purpose. It makes them cheap (no WAL for a row per request), and a crash of PostgreSQL
 * empties all of them together: proofs that were seen are forgotten in the same moment as the nonces that they carry,
 * so a proof from before the crash is refused by its nonce. Were one of them logged, the other not, it could be replayed.
 *
 * Nobody has rights on the tables; the functions are the only way in.
 */
export class Admission1790000100003 implements MigrationInterface {
  name = 'Admission1790000100003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create unlogged table access.nonce (
        period bigint not null constraint nonce_pk primary key,
        value text not null constraint nonce_value_once unique,
        expires_at timestamptz not null
      );
      create unlogged table access.seen_proof (
        hash bytea not null constraint seen_proof_pk primary key,
        expires_at timestamptz not null
      );
      -- Room on each page, so that counting up rewrites a row where it lies (HOT).
      create unlogged table access.rate_window (
        key bytea not null constraint rate_window_pk primary key,
        hits timestamptz[] not null,
        allowed boolean not null,
        expires_at timestamptz not null
      ) with (fillfactor = 50);
    `);
    for (const table of ['nonce', 'seen_proof', 'rate_window']) {
      await runner.query(`
        alter table access.${table} enable row level security;
        alter table access.${table} force row level security;
        create policy ${table}_of_functions on access.${table} to mirror_migrate using (true) with check (true);
      `);
    }
    for (const statement of [nonces, admit, take, sweep]) await runner.query(statement);
    for (const signature of signatures) {
      await runner.query(`
        revoke all on function access.${signature} from public;
        grant execute on function access.${signature} to mirror_gateway;
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of signatures) await runner.query(`drop function access.${signature}`);
    await runner.query('drop table access.nonce, access.seen_proof, access.rate_window');
  }
}

/** The nonce of this period, made by whichever gateway asks first, and the one before it; each is taken for two periods of 5 minutes. */
const nonces = `
  create function access.nonces(fresh text) returns table (value text, next_in double precision)
    language plpgsql security definer set search_path = access, pg_temp
    as $$
    declare
      this_period constant bigint := floor(extract(epoch from clock_timestamp()) / 300);
    begin
      insert into access.nonce (period, value, expires_at)
        values (this_period, fresh, to_timestamp((this_period + 2) * 300)) on conflict do nothing;
      return query
        select n.value, extract(epoch from to_timestamp((this_period + 1) * 300) - clock_timestamp())::double precision
        from access.nonce n where n.period in (this_period, this_period - 1) order by n.period desc;
    end $$;
`;

/**
 * All that the database has to say about one request, in one statement: whose the token is, that the nonce stands, and
 * that the proof was not seen before (of two at once, the second waits for the first and then conflicts). Where a token
 * is shown that is not of that key, nothing is noted: whoever makes up tokens makes no rows.
 */
const admit = `
  create function access.admit(of_token bytea, of_thumbprint text, of_proof bytea, with_nonce text)
    returns table (known boolean, nonce_stands boolean, first_seen boolean, member uuid, device uuid, role text,
      generation integer, stands boolean, expires_at timestamptz, expired boolean)
    language plpgsql security definer set search_path = access, pg_temp
    as $$
    begin
      select t.member, t.device, m.role, t.generation, d.removed_at is null and d.generation = t.generation, t.expires_at,
          t.expires_at <= clock_timestamp()
        into member, device, role, generation, stands, expires_at, expired
        from access.access_token t join access.device d on d.id = t.device join access.member m on m.id = t.member
        where t.hash = of_token and t.thumbprint = of_thumbprint;
      known := of_token is null or found;
      nonce_stands := exists (select from access.nonce n where n.value = with_nonce and n.expires_at > clock_timestamp());
      first_seen := false;
      if known and nonce_stands then
        -- Kept longer than the two minutes in which a proof's own time lets it pass.
        insert into access.seen_proof as s (hash, expires_at) values (of_proof, clock_timestamp() + interval '5 minutes') on conflict do nothing;
        first_seen := found;
      end if;
      return next;
    end $$;
`;

/**
 * Counts one request, unless it is over the limit: an exact sliding window, so that no \`seconds\` anywhere hold more
 * than \`most\`. Gives 0, or the seconds until the oldest falls out. Refused ones are not counted.
 */
const take = `
  create function access.take(of_key bytea, most integer, seconds integer) returns integer
    language sql security definer set search_path = access, pg_temp
    as $$
      insert into access.rate_window as standing (key, hits, allowed, expires_at)
        select of_key, array[instant], true, instant + make_interval(secs => seconds) from clock_timestamp() instant
      on conflict (key) do update set
        (hits, allowed) = (
          select case when count(*) < most then array_append(array_agg(hit order by hit), excluded.hits[1]) else array_agg(hit order by hit) end,
            count(*) < most
          from unnest(standing.hits) hit where hit > excluded.hits[1] - make_interval(secs => seconds)),
        expires_at = excluded.expires_at
      returning case when allowed then 0
        else greatest(1, ceil(extract(epoch from hits[1] + make_interval(secs => seconds) - clock_timestamp())))::integer end
    $$;
`;

/** What no answer needs any more. Expired rows stay for a while, so that they are told from unknown ones. */
const sweep = `
  create function access.sweep() returns void
    language sql security definer set search_path = access, pg_temp
    as $$
      delete from access.nonce where expires_at < clock_timestamp();
      delete from access.seen_proof where expires_at < clock_timestamp();
      delete from access.rate_window where expires_at < clock_timestamp();
      delete from access.access_token where expires_at < clock_timestamp() - interval '1 hour';
      delete from access.refresh_token where expires_at < clock_timestamp() or coalesce(revoked_at, used_at) < clock_timestamp() - interval '7 days';
      delete from access.link_request where expires_at < clock_timestamp() - interval '1 day';
      delete from access.invitation where expires_at < clock_timestamp() - interval '7 days';
    $$;
`;
