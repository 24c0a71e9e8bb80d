import { Module, type OnModuleInit } from '@nestjs/common';
import { gateCalls, type ReplyId, type Role, reflectionCalls, type SessionId, type TurnId, vaultCalls } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import { Health, type PartHealth } from '#libs/platform/health/index.js';

type Check = (bus: RoleBus, config: Config) => Promise<PartHealth>;

const vault: Check = async (bus) => {
  await bus.call(vaultCalls.identity, {});
  return { ready: true };
};

const ids = () => ({ turn: newId<TurnId>(), reply: newId<ReplyId>() });

/** A word of nobody's, checked and stamped: what fails here would fail each turn. */
const gate: Check = async (bus, { region }) => {
  const { verdict } = await bus.call(gateCalls.input, { ...ids(), session: newId<SessionId>(), text: 'Ready?', goOn: false, region });
  return { ready: verdict === 'cleared' };
};

const gateForReplies: Check = async (bus) => {
  const { violation } = await bus.call(gateCalls.segments, { ...ids(), seq: 0, final: true, before: '', texts: ['Ready?'] });
  return { ready: violation === undefined };
};

/** Never a reason to be unready: without a model the local engine answers. */
const engine: Check = async (bus) => {
  const { engine, model, trouble } = await bus.call(reflectionCalls.engine, {});
  return { ready: true, detail: [engine, model, trouble].filter(Boolean).join(', ') };
};

/** The parts that each role can't work without, asked over the bus as a turn would ask them. */
const needs: Record<Role, Record<string, Check>> = {
  gateway: { vault, gate, engine },
  gate: { vault },
  vault: {},
  reflection: { vault, gate: gateForReplies },
};

/** What a process needs to be ready, beside what its modules bring: its place in the database, and the roles that it asks. */
@Module({})
export class PartsModule implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly health: Health,
    private readonly config: Config,
    private readonly units: UnitOfWork,
  ) {}

  onModuleInit(): void {
    // The embedded node knows more of its database than that it answers.
    if (this.config.dataFolder === undefined) this.health.register('database', () => this.database());
    const asked = new Map<string, () => Promise<PartHealth>>();
    for (const role of this.config.roles) {
      for (const [part, check] of Object.entries(needs[role])) {
        // Where two roles of this process ask the same part, the first speaks for both.
        if (!asked.has(part)) asked.set(part, () => check(this.bus.for(role), this.config));
      }
    }
    for (const [part, check] of asked) this.health.register(part, check);
  }

  private async database(): Promise<PartHealth> {
    await Promise.all(this.config.roles.map((role) => this.units.query({ role }, 'select 1')));
    return { ready: true };
  }
}
