import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { reflectionCalls, type SessionId, type TurnId, vaultCalls } from '#libs/contracts/index.js';
import { aSession } from '#libs/testing/index.js';
import { type RunningReflection, SAID, startReflection, type Writer } from '#libs/testing/running-reflection.js';
import { HistoryDesk } from './history.desk.js';
import { StampVerifier } from './stamp.verifier.js';

jest.setTimeout(120_000);

let node: RunningReflection;
let ida: Writer;
beforeAll(async () => {
  node = await startReflection();
});
afterAll(() => node?.close());
beforeEach(async () => {
  ida = await node.writer();
});

const gateway = () => node.vault.bus.for('gateway');
const list = (limit: number, before?: string) => gateway().call(reflectionCalls.sessions, { member: ida.member, limit, before });
const page = (session: SessionId, limit: number, before?: string) =>
  gateway().call(reflectionCalls.session, { member: ida.member, session, limit, before });
const turn = (id: TurnId) => gateway().call(reflectionCalls.turn, { member: ida.member, turn: id });
const answered = async (text: string, session = ida.session) => {
  const begun = await node.write(ida, { text, session });
  await node.frames(begun);
  return begun.turn;
};
const code = (name: string) => expect.objectContaining({ code: name });

describe('the list of sessions', () => {
  const sessions = Array.from({ length: 5 }, () => aSession());
  const walk = async (limit: number) => {
    const found: SessionId[] = [];
    let before: string | undefined;
    do {
      const { sessions: part, next } = await list(limit, before);
      expect(part.length).toBeLessThanOrEqual(limit);
      found.push(...part.map(({ session }) => session));
      before = next;
    } while (before);
    return found;
  };

  it('comes newest first, in pages of any size, each session once', async () => {
    for (const session of sessions) await answered('I said yes again.', session);
    for (const limit of [1, 2, 5, 100]) expect(await walk(limit)).toEqual(sessions.toReversed());
    await node.vault.database.look(`update reflection.session set last_at = date_trunc('second', now()) where member = $1`, [ida.member]);
    expect((await walk(2)).toSorted()).toEqual(sessions.toSorted());
  });

  it('goes on from no place that it did not give', async () => {
    for (const before of ['x', '', `2026~${aSession()}`, `2026-01-01T00:00:00Z~${'-'.repeat(36)}`])
      await expect(list(10, before)).rejects.toEqual(code('invalid_request'));
  });

  it('shows when and how many while the vault is locked, and no word', async () => {
    await answered('I said yes again.');
    await gateway().call(vaultCalls.lock, { member: ida.member });
    expect((await list(10)).sessions).toEqual([expect.objectContaining({ session: ida.session, turns: 1, opening: undefined })]);
  });
});

describe('a session', () => {
  it('shows what was written and what was said, with what is behind their stamps', async () => {
    const id = await answered('I said yes again.');
    const { turns, certificates, next } = await page(ida.session, 10);
    expect(turns).toEqual([expect.objectContaining({ turn: id, state: 'answered', pattern: 'exploratory' })]);
    expect([turns[0]?.words.text, turns[0]?.reply?.segments.map(({ text }) => text).join('')]).toEqual(['I said yes again.', SAID]);
    expect([certificates.length, next]).toEqual([1, undefined]);
    expect((await turn(id)).view).toEqual(turns[0]);
  });

  it('of more than 100 turns comes in pages, oldest first in each, none missing and none twice', async () => {
    const texts = Array.from({ length: 105 }, (_, index) => `Thought number ${index} of this long evening.`);
    for (const text of texts) await answered(text);
    const last = await page(ida.session, 100);
    const first = await page(ida.session, 100, last.next);
    expect([last.turns.length, first.turns.length, first.next]).toEqual([100, 5, undefined]);
    expect([...first.turns, ...last.turns].map(({ words }) => words.text)).toEqual(texts);
  });

  it('goes on from no place that is none', async () => {
    await answered('I said yes again.');
    for (const before of ['0', '-1', '1.5', 'x', '99999999999', ''])
      await expect(page(ida.session, 10, before)).rejects.toEqual(code('invalid_request'));
  });

  it('stays closed while the vault is, and where history was switched off', async () => {
    const id = await answered('I said yes again.');
    await gateway().call(vaultCalls.lock, { member: ida.member });
    await expect(page(ida.session, 10)).rejects.toEqual(code('vault_locked'));
    await node.vault.unlock(ida, { purposes: ['reflect'] });
    await expect(turn(id)).rejects.toEqual(code('purpose_refused'));
  });
});

describe('a piece that was changed in the database', () => {
  let first: TurnId;
  let second: TurnId;
  beforeEach(async () => {
    [first, second] = [await answered('There was rain.'), await answered('There was snow.')];
  });

  it.each(['words', 'reply_envelope'])('fails the page that it is in, not only itself: %s', async (column) => {
    await node.vault.database.look(
      `update reflection.turn set ${column} = set_byte(${column}, 60, 255 - get_byte(${column}, 60)) where id = $1`,
      [first],
    );
    await expect(page(ida.session, 10)).rejects.toEqual(code('sealed_damaged'));
    await expect(turn(first)).rejects.toEqual(code('sealed_damaged'));
    expect((await turn(second)).view.words.text).toBe('There was snow.');
  });

  const swap = (columns: string) =>
    node.vault.database.look(
      `update reflection.turn t set (${columns}) = (select ${columns} from reflection.turn o where o.session = t.session and o.id <> t.id)
       where session = $1`,
      [ida.session],
    );

  it.each(['words', 'words_item', 'reply_envelope', 'reply_item'])('fails where two were swapped: %s', async (column) => {
    await swap(column);
    await expect(page(ida.session, 10)).rejects.toEqual(code('sealed_damaged'));
  });

  it.each(['words, words_item', 'reply_envelope, reply_item'])(
    'is refused by its stamp where whole pieces were swapped: %s',
    async (columns) => {
      const { bus } = node.vault;
      const desk = new HistoryDesk(bus, new StampVerifier(bus.for('gateway')));
      expect((await desk.session(ida.member, ida.session, undefined, 10)).turns).toHaveLength(2);
      await swap(columns);
      await expect(desk.session(ida.member, ida.session, undefined, 10)).rejects.toEqual(code('stamp_invalid'));
      await expect(desk.turn(ida.member, first)).rejects.toEqual(code('stamp_invalid'));
    },
  );
});
