import { Injectable } from '@nestjs/common';
import { type MemberId, reflectionCalls, vaultCalls } from '#libs/contracts/index.js';
import { Answers, Bus, type CallReply, type CallRequest, type RoleBus } from '#libs/platform/bus/index.js';
import { parsePlaceInList, placeInList } from './domain/places.js';
import { OutlinePayload } from './outline.service.js';
import { SessionRepository, type SessionRow } from './session.repository.js';
import { TurnSealing } from './turn.sealing.js';

/** The list of a member's sessions. Without the vault it still shows when and how many; the opening words are missing. */
@Injectable()
export class SessionsService {
  private readonly bus: RoleBus;

  constructor(
    bus: Bus,
    private readonly repository: SessionRepository,
    private readonly sealing: TurnSealing,
  ) {
    this.bus = bus.for('reflection');
  }

  @Answers(reflectionCalls.sessions)
  async sessions(request: CallRequest<typeof reflectionCalls.sessions>): Promise<CallReply<typeof reflectionCalls.sessions>> {
    const { member, before, limit } = request;
    const rows = await this.repository.list(member, before === undefined ? undefined : parsePlaceInList(before), limit + 1);
    const page = rows.slice(0, limit);
    const openings = await this.openings(member, page);
    const sessions = page.map(({ id, startedAt, lastAt, turns }) => ({
      session: id,
      startedAt: startedAt.toISOString(),
      lastAt: lastAt.toISOString(),
      turns,
      opening: openings.get(id),
    }));
    const last = page.at(-1);
    return { sessions, ...(rows.length > limit && last ? { next: placeInList({ lastAt: last.lastAt.toISOString(), id: last.id }) } : {}) };
  }

  private async openings(member: MemberId, rows: readonly SessionRow[]): Promise<Map<string, string>> {
    const outlined = rows.flatMap(({ id, outlineItem, outline }) => (outlineItem && outline ? [{ id, outlineItem, outline }] : []));
    if (outlined.length === 0 || !(await this.mayOpen(member))) return new Map();
    const envelopes = outlined.map(({ outlineItem, outline }) => ({
      item: outlineItem,
      collection: 'outline' as const,
      envelope: outline,
    }));
    const opened = await this.sealing.open(member, 'history', OutlinePayload, envelopes);
    return new Map(outlined.map(({ id }, index) => [id, opened[index]?.opening ?? '']));
  }

  private async mayOpen(member: MemberId): Promise<boolean> {
    const state = await this.bus.call(vaultCalls.state, { member });
    return state.state === 'unlocked' && state.purposes.includes('history');
  }
}
