import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = `
  create schema if not exists bus;

  -- One row per event, in the transaction of its cause. Payloads carry ids only.
  create table bus.outbox (
    id uuid not null,
    name text not null,
    payload jsonb not null,
    created_at timestamptz not null default now(),
    constraint outbox_pk primary key (id)
  );
  create index outbox_created on bus.outbox (created_at);

  -- One row per subscriber that has not handled the event yet; it goes once handled.
  create table bus.delivery (
    event uuid not null,
    subscriber text not null,
    role text not null,
    attempts integer not null default 0,
    next_at timestamptz not null default now(),
    enqueued_at timestamptz,
    parked_at timestamptz,
    error_code text,
    constraint delivery_pk primary key (event, subscriber),
    constraint delivery_event_fk foreign key (event) references bus.outbox (id) on delete cascade
  );
  create index delivery_due on bus.delivery (role, next_at) where parked_at is null;
  create index delivery_parked on bus.delivery (parked_at) where parked_at is not null;

  -- Done means handled, not enqueued: written in the transaction of the handler's own effect.
  create table bus.handled (
    event uuid not null,
    subscriber text not null,
    handled_at timestamptz not null default now(),
    constraint handled_pk primary key (event, subscriber),
    constraint handled_event_fk foreign key (event) references bus.outbox (id) on delete cascade
  );
`;

// search_path is pinned in both: a caller's own path must not choose what a definer's function touches.
const functions = `
  create function bus.publish(event_name text, event_payload jsonb, subscribers text[]) returns uuid
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  declare
    event uuid := uuidv7();
  begin
    insert into bus.outbox (id, name, payload) values (event, event_name, event_payload);
    insert into bus.delivery (event, subscriber, role)
    select event, subscriber, split_part(subscriber, '.', 1) from unnest(subscribers) as subscriber;
    return event;
  end $$;

  -- True where this transaction is the one that handles; false where another has. A second one that comes meanwhile
  -- waits on the primary key until the first commits or is gone.
  create function bus.mark_handled(event uuid, subscriber text) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  begin
    -- One role must not be able to make another's work vanish by calling it done.
    if current_setting('role') <> 'mirror_' || split_part(subscriber, '.', 1) then
      raise insufficient_privilege using message = 'only the subscriber''s own role may mark its events handled';
    end if;
    insert into bus.handled (event, subscriber) values (mark_handled.event, mark_handled.subscriber) on conflict do nothing;
    return found;
  end $$;
`;

const roles = 'mirror_gateway, mirror_gate, mirror_vault, mirror_reflection';

// Forced row security, so that the owner too sees nothing: the functions insert, the relay does the rest.
const rights = `
  ${['outbox', 'delivery', 'handled']
    .map(
      (table) => `
  alter table bus.${table} enable row level security;
  alter table bus.${table} force row level security;
  create policy ${table}_publish on bus.${table} for insert to current_user with check (true);
  create policy ${table}_relay on bus.${table} to mirror_relay using (true) with check (true);`,
    )
    .join('\n')}

  grant usage on schema bus to ${roles}, mirror_relay;
  revoke all on function bus.publish(text, jsonb, text[]), bus.mark_handled(uuid, text) from public;
  grant execute on function bus.publish(text, jsonb, text[]), bus.mark_handled(uuid, text) to ${roles};
  grant select, delete on bus.outbox to mirror_relay;
  grant select, update, delete on bus.delivery to mirror_relay;
  grant select, delete on bus.handled to mirror_relay;
`;

/** The outbox: what must happen, for whom, and what was done. */
export class MakeOutbox1790000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(functions);
    await runner.query(rights);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema bus cascade');
  }
}
