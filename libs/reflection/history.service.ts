import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type Certificate, type MemberId, MirrorError, reflectionCalls, type TurnView, vaultCalls } from '#libs/contracts/index.js';
import { fromBase64url, fromUtf8, toBase64url, utf8 } from '#libs/crypto/index.js';
import { Answers, Bus, type CallReply, type CallRequest, type RoleBus } from '#libs/platform/bus/index.js';
import { OutlineRepository, type SessionRow } from './outline.repository.js';
import { OutlinePayload } from './outline.service.js';
import { distinctCertificates } from './spoken.frames.js';
import { ReplyPayload, WordsPayload } from './turn.payload.js';
import { TurnRepository, type TurnRow } from './turn.repository.js';
import { TurnSealing } from './turn.sealing.js';

type Place = { lastAt: string; id: string };

/** A member's own past: sessions with their opening words, turns with what was said. Opened for `history`, for them alone. */
@Injectable()
export class HistoryService {
  private readonly bus: RoleBus;

  constructor(
    bus: Bus,
    private readonly turns: TurnRepository,
    private readonly outlines: OutlineRepository,
    private readonly sealing: TurnSealing,
  ) {
    this.bus = bus.for('reflection');
  }

  /** Without the vault the list still shows when and how many; the opening words are missing. */
  @Answers(reflectionCalls.sessions)
  async sessions({
    member,
    before,
    limit,
  }: CallRequest<typeof reflectionCalls.sessions>): Promise<CallReply<typeof reflectionCalls.sessions>> {
    const rows = await this.outlines.sessions(member, before === undefined ? undefined : parsePlace(before), limit + 1);
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
    return { sessions, ...(rows.length > limit && last ? { next: placeOf({ lastAt: last.lastAt.toISOString(), id: last.id }) } : {}) };
  }

  @Answers(reflectionCalls.session)
  async session({
    member,
    session,
    before,
    limit,
  }: CallRequest<typeof reflectionCalls.session>): Promise<CallReply<typeof reflectionCalls.session>> {
    const below = before === undefined ? undefined : parseOrdinal(before);
    const rows = await this.turns.ofSession(member, session, below, limit);
    if (rows.length === 0 && below === undefined) throw new MirrorError('not_found');
    const opened = await this.openTurns(member, rows);
    const first = rows[0];
    return {
      session,
      turns: opened.map(({ view }) => view),
      certificates: distinctCertificates(opened.flatMap(({ certificates }) => certificates)),
      ...(first && first.ordinal > 1 ? { next: String(first.ordinal) } : {}),
    };
  }

  @Answers(reflectionCalls.turn)
  async turn({ member, turn }: CallRequest<typeof reflectionCalls.turn>): Promise<CallReply<typeof reflectionCalls.turn>> {
    const [opened] = await this.openTurns(member, [await this.turns.find(member, turn)]);
    if (!opened) throw new MirrorError('not_found');
    return { view: opened.view, certificates: distinctCertificates(opened.certificates) };
  }

  private async openTurns(member: MemberId, rows: readonly TurnRow[]) {
    const withReply = rows.filter((row) => row.replyEnvelope);
    const [words, replies] = await Promise.all([
      this.sealing.open(
        member,
        'history',
        WordsPayload,
        rows.map(({ wordsItem, words }) => ({ item: wordsItem, collection: 'reflection', envelope: words })),
      ),
      this.sealing.open(
        member,
        'history',
        ReplyPayload,
        withReply.map((row) => ({ item: row.replyItem ?? '', collection: 'mirrorback', envelope: row.replyEnvelope ?? Buffer.alloc(0) })),
      ),
    ]);
    const replyOf = new Map(withReply.map((row, index) => [row.id, replies[index]]));
    return rows.map((row, index) => {
      const said = words[index];
      if (!said) throw new MirrorError('sealed_damaged');
      return viewOf(row, said, replyOf.get(row.id));
    });
  }

  private async openings(member: MemberId, rows: readonly SessionRow[]): Promise<Map<string, string>> {
    const outlined = rows.filter((row) => row.outline);
    const state = await this.bus.call(vaultCalls.state, { member });
    if (outlined.length === 0 || state.state !== 'unlocked' || !state.purposes.includes('history')) return new Map();
    const opened = await this.sealing.open(
      member,
      'history',
      OutlinePayload,
      outlined.map(({ outlineItem, outline }) => ({
        item: outlineItem ?? '',
        collection: 'outline',
        envelope: outline ?? Buffer.alloc(0),
      })),
    );
    return new Map(outlined.map(({ id }, index) => [id, opened[index]?.opening ?? '']));
  }
}

type OpenedTurn = { view: z.input<typeof TurnView>; certificates: Certificate[] };

const viewOf = (row: TurnRow, words: WordsPayload, payload: ReplyPayload | undefined): OpenedTurn => {
  const { id: turn, session, state } = row;
  const view = { turn, session, at: row.at.toISOString(), pattern: words.pattern, words: words.cleared, state, help: words.help };
  if (!payload) return { view, certificates: [words.certificate] };
  const { version: _version, certificates, ...reply } = payload;
  return { view: { ...view, reply }, certificates: [words.certificate, ...certificates] };
};

const placeOf = ({ lastAt, id }: Place): string => toBase64url(utf8(`${lastAt} ${id}`));

const parsePlace = (text: string): Place => {
  const [lastAt = '', id = ''] = decode(text).split(' ');
  if (Number.isNaN(Date.parse(lastAt)) || !/^[0-9a-f-]{36}$/.test(id))
    throw new MirrorError('invalid_request', 'query.before is not a place in the list.');
  return { lastAt, id };
};

const decode = (text: string): string => {
  try {
    return fromUtf8(fromBase64url(text));
  } catch {
    return '';
  }
};

const parseOrdinal = (text: string): number => {
  const ordinal = Number(text);
  if (!Number.isInteger(ordinal) || ordinal < 1) throw new MirrorError('invalid_request', 'query.before is not a place in the session.');
  return ordinal;
};
