import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type Certificate, type MemberId, MirrorError, reflectionCalls, type TurnView } from '#libs/contracts/index.js';
import { Answers, type CallReply, type CallRequest } from '#libs/platform/bus/index.js';
import { parsePlaceInSession } from './domain/places.js';
import { distinctCertificates } from './spoken.frames.js';
import { pinnedHelp, ReplyPayload, WordsPayload } from './turn.payload.js';
import { TurnRepository, type TurnRow } from './turn.repository.js';
import { TurnSealing } from './turn.sealing.js';

/** A member's own past: turns with what was said. Opened for `history`, for them alone; a piece that is damaged fails the whole. */
@Injectable()
export class HistoryService {
  constructor(
    private readonly turns: TurnRepository,
    private readonly sealing: TurnSealing,
  ) {}

  @Answers(reflectionCalls.session)
  async session({
    member,
    session,
    before,
    limit,
  }: CallRequest<typeof reflectionCalls.session>): Promise<CallReply<typeof reflectionCalls.session>> {
    const below = before === undefined ? undefined : parsePlaceInSession(before);
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
}

type OpenedTurn = { view: z.input<typeof TurnView>; certificates: Certificate[] };

const viewOf = (row: TurnRow, words: WordsPayload, payload: ReplyPayload | undefined): OpenedTurn => {
  const { id: turn, session, state } = row;
  const view = { turn, session, at: row.at.toISOString(), pattern: words.pattern, words: words.cleared, state, help: pinnedHelp(words) };
  if (!payload) return { view, certificates: [words.certificate] };
  const { version: _version, certificates, ...reply } = payload;
  return { view: { ...view, reply }, certificates: [words.certificate, ...certificates] };
};
