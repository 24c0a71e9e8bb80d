import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whose delivery a row is, is told by the login and not by the role taken: every login may become `mirror_relay`. The one
 * login of an embedded node has all roles.
 */
const own = `session_user::text in ('mirror_node', 'mirror_' || role || '_login')`;

const rights = `
  drop policy outbox_relay on bus.outbox;
  drop policy delivery_relay on bus.delivery;
  drop policy handled_relay on bus.handled;

  -- A process that was taken over must not make another role's work vanish, by whichever of these three.
  create policy delivery_seen on bus.delivery for select to mirror_relay using (true);
  create policy delivery_taken on bus.delivery for update to mirror_relay using (${own}) with check (${own});
  create policy delivery_cleared on bus.delivery for delete to mirror_relay using (${own});
  create policy outbox_seen on bus.outbox for select to mirror_relay using (true);
  create policy outbox_forgotten on bus.outbox for delete to mirror_relay
    using (not exists (select from bus.delivery where delivery.event = outbox.id));
  create policy handled_seen on bus.handled for select to mirror_relay using (true);

  -- For whom an event is, nobody changes. What is noted as handled goes with its event, by the foreign key.
  revoke update on bus.delivery from mirror_relay;
  grant update (attempts, next_at, enqueued_at, parked_at, error_code) on bus.delivery to mirror_relay;
  revoke delete on bus.handled from mirror_relay;
`;

// The owner sees and changes by these policies alone what the function below needs.
const release = `
  create policy delivery_found on bus.delivery for select to current_user using (true);
  create policy delivery_released on bus.delivery for update to current_user
    using (parked_at is not null) with check (parked_at is null and attempts = 0);

  -- A person's decision, under whichever login they are: another set of attempts, and nothing else. Of all without an event.
  create function bus.release(event uuid) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  declare
    released integer;
  begin
    update bus.delivery parked set parked_at = null, enqueued_at = null, attempts = 0, next_at = now()
    where parked.parked_at is not null and (release.event is null or parked.event = release.event);
    get diagnostics released = row_count;
    return released;
  end $$;
  revoke all on function bus.release(uuid) from public;
  grant execute on function bus.release(uuid) to mirror_relay;
`;

/** Each role's login relays its own deliveries, and reaches nobody else's. */
export class DivideRelay1790000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(rights);
    await runner.query(release);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function bus.release(uuid);
      drop policy delivery_found on bus.delivery;
      drop policy delivery_released on bus.delivery;
      drop policy delivery_seen on bus.delivery;
      drop policy delivery_taken on bus.delivery;
      drop policy delivery_cleared on bus.delivery;
      drop policy outbox_seen on bus.outbox;
      drop policy outbox_forgotten on bus.outbox;
      drop policy handled_seen on bus.handled;
      revoke update (attempts, next_at, enqueued_at, parked_at, error_code) on bus.delivery from mirror_relay;
      grant update on bus.delivery to mirror_relay;
      grant delete on bus.handled to mirror_relay;
      create policy outbox_relay on bus.outbox to mirror_relay using (true) with check (true);
      create policy delivery_relay on bus.delivery to mirror_relay using (true) with check (true);
      create policy handled_relay on bus.handled to mirror_relay using (true) with check (true);
    `);
  }
}
