import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  type Collection,
  type ItemId,
  type MemberId,
  type Purpose,
  type Role,
  type SealedItem,
  vaultCalls,
} from '#libs/contracts/index.js';
import { fromBase64url, newId, toBase64url } from '#libs/crypto/index.js';
import { everyByteFlipped } from '#libs/testing/mutations.js';
import { type Enrolled, type RunningVault, startVault } from '#libs/testing/running-vault.js';
import { stopClockAt } from '#libs/testing/stopped-clock.js';

jest.setTimeout(60_000);

const WORDS = 'Ich wollte absagen, und dann habe ich doch Ja gesagt.';
const damaged = { code: 'sealed_damaged' };
let vault: RunningVault;
let ida: Enrolled;
let otto: Enrolled;

beforeAll(async () => {
  vault = await startVault();
  [ida, otto] = [await vault.enrol(), await vault.enrol()];
});
afterAll(async () => {
  await vault?.close();
  await vault?.database.close();
});
beforeEach(async () => {
  await vault.unlock(ida);
  await vault.unlock(otto);
});
afterEach(async () => {
  jest.useRealTimers();
  for (const { member } of [ida, otto]) await vault.bus.for('gateway').call(vaultCalls.lock, { member });
});

const seal = async (
  of: Enrolled,
  text = WORDS,
  collection: Collection = 'reflection',
  purpose: Purpose = 'reflect',
  item = newId<ItemId>(),
) => {
  const { items } = await vault.bus
    .for('reflection')
    .call(vaultCalls.seal, { member: of.member, purpose, items: [{ item, collection, text }] });
  return items[0] as SealedItem;
};
/** As `reflection` keeps it: the wrapped key goes in with its own transaction. */
const keep = async (of: Enrolled, { item, collection, wrappedKey }: SealedItem) => {
  await vault.database.unitOfWork.run({ role: 'reflection', member: of.member }, (tx) =>
    tx.query('select keys.put_item($1, $2, $3, $4)', [of.member, item, collection, Buffer.from(fromBase64url(wrappedKey))]),
  );
};
const sealAndKeep = async (of: Enrolled, ...rest: [text?: string, collection?: Collection, purpose?: Purpose]) => {
  const sealed = await seal(of, ...rest);
  await keep(of, sealed);
  return sealed;
};
const open = async (
  of: { member: MemberId },
  items: readonly Omit<SealedItem, 'wrappedKey'>[],
  purpose: Purpose = 'reflect',
  active = true,
) => {
  const asked = items.map(({ item, collection, envelope }) => ({ item, collection, envelope }));
  const { texts } = await vault.bus.for('reflection').call(vaultCalls.open, { member: of.member, purpose, active, items: asked });
  return texts;
};

describe('sealed items', () => {
  it('open again, in the order asked, one of them twice', async () => {
    const [one, two] = [await sealAndKeep(ida), await sealAndKeep(ida, 'Zwei.')];
    expect(await open(ida, [two, one, two])).toEqual(['Zwei.', WORDS, 'Zwei.']);
    expect(await open(ida, [])).toEqual([]);
  });

  it('are still there for the next unlock, under the same collection key', async () => {
    const sealed = await sealAndKeep(ida);
    await vault.bus.for('gateway').call(vaultCalls.lock, { member: ida.member });
    await expect(open(ida, [sealed])).rejects.toMatchObject({ code: 'vault_locked' });
    await vault.unlock(ida);
    expect(await open(ida, [sealed])).toEqual([WORDS]);
  });

  it('hold nothing readable', async () => {
    const sealed = await sealAndKeep(ida);
    for (const part of [sealed.envelope, sealed.wrappedKey]) expect(Buffer.from(part, 'base64url').includes('absagen')).toBe(false);
  });

  it('are recognized by what is said of them, of the same member in the same collection only', async () => {
    const recognize = async (of: Enrolled, recognizedBy?: string, collection: Collection = 'reflection') => {
      const item = { item: newId<ItemId>(), collection, text: WORDS, ...(recognizedBy === undefined ? {} : { recognizedBy }) };
      const { items } = await vault.bus.for('reflection').call(vaultCalls.seal, { member: of.member, purpose: 'reflect', items: [item] });
      return items[0]?.mac;
    };
    const mac = await recognize(ida, 'words');
    expect(mac).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await recognize(ida, 'words')).toBe(mac);
    for (const other of [recognize(ida, 'words '), recognize(ida, 'words', 'mirrorback'), recognize(otto, 'words')]) {
      expect(await other).toHaveLength(43);
      expect(await other).not.toBe(mac);
    }
    expect(await recognize(ida)).toBeUndefined();
    await vault.bus.for('gateway').call(vaultCalls.lock, { member: ida.member });
    await vault.unlock(ida);
    expect(await recognize(ida, 'words')).toBe(mac);
  });

  it('make one collection key, however many need it at once', async () => {
    const eve = await vault.enrol();
    await vault.unlock(eve);
    const sealed = await Promise.all(Array.from({ length: 8 }, () => seal(eve)));
    for (const one of sealed) await keep(eve, one);
    expect(await open(eve, sealed)).toEqual(sealed.map(() => WORDS));
    expect(await vault.database.look('select collection from keys.collection where member = $1', [eve.member])).toEqual([
      { collection: 'reflection' },
    ]);
  });
});

describe('what was changed or moved', () => {
  it('is refused: any byte of the envelope or the wrapped key', async () => {
    const sealed = await sealAndKeep(ida);
    const flipped = everyByteFlipped(fromBase64url(sealed.envelope));
    for (let at = 0; at < flipped.length; at += 5) {
      await expect(open(ida, [{ ...sealed, envelope: toBase64url(flipped[at] ?? new Uint8Array()) }])).rejects.toMatchObject(damaged);
    }
    for (const [at, changed] of everyByteFlipped(fromBase64url(sealed.wrappedKey)).entries()) {
      if (at % 7 !== 0) continue;
      await vault.database.look('update keys.item set wrapped_key = $2 where item = $1', [sealed.item, Buffer.from(changed)]);
      await expect(open(ida, [sealed])).rejects.toMatchObject(damaged);
    }
  });

  it('is refused: two items exchanged, their keys exchanged, one of them in a batch', async () => {
    const [one, two] = [await sealAndKeep(ida), await sealAndKeep(ida)];
    await expect(open(ida, [{ ...one, envelope: two.envelope }])).rejects.toMatchObject(damaged);
    await expect(open(ida, [two, { ...one, item: two.item }])).rejects.toMatchObject(damaged);
    await vault.database.look('update keys.item set wrapped_key = $2 where item = $1', [
      one.item,
      Buffer.from(fromBase64url(two.wrappedKey)),
    ]);
    await expect(open(ida, [one])).rejects.toMatchObject(damaged);
    expect(await open(ida, [two])).toEqual([WORDS]);
  });

  it('is refused in another collection, even where the row says so too', async () => {
    const sealed = await sealAndKeep(ida);
    await sealAndKeep(ida, 'Antwort.', 'mirrorback');
    await expect(open(ida, [{ ...sealed, collection: 'mirrorback' }])).rejects.toMatchObject(damaged);
    await vault.database.look(`update keys.item set collection = 'mirrorback' where item = $1`, [sealed.item]);
    await expect(open(ida, [{ ...sealed, collection: 'mirrorback' }])).rejects.toMatchObject(damaged);
    await expect(open(ida, [sealed])).rejects.toMatchObject(damaged);
  });

  it('is refused of another member: their key is not seen, and moved over it does not open', async () => {
    const sealed = await sealAndKeep(ida);
    await sealAndKeep(otto);
    await expect(open(otto, [sealed])).rejects.toMatchObject(damaged);
    await vault.database.look('update keys.item set member = $2 where item = $1', [sealed.item, otto.member]);
    await expect(open(otto, [sealed])).rejects.toMatchObject(damaged);
    await expect(open(ida, [sealed])).rejects.toMatchObject(damaged);
  });

  it('is refused where its key is gone, or its collection’s is another’s; nothing is made in its place', async () => {
    const sealed = await sealAndKeep(ida);
    await expect(open(ida, [{ ...sealed, item: newId<ItemId>() }])).rejects.toMatchObject(damaged);
    const eve = await vault.enrol();
    await vault.unlock(eve);
    await expect(open(eve, [sealed])).rejects.toMatchObject(damaged);
    expect(await vault.database.look('select 1 from keys.collection where member = $1', [eve.member])).toEqual([]);
    await vault.database.look('insert into keys.collection select $1, collection, wrapped_key from keys.collection where member = $2', [
      eve.member,
      ida.member,
    ]);
    await expect(seal(eve)).rejects.toMatchObject(damaged);
  });
});

describe('a member whose vault is closed', () => {
  it('has nothing sealed and nothing opened', async () => {
    const sealed = await sealAndKeep(ida);
    await vault.bus.for('gateway').call(vaultCalls.lock, { member: ida.member });
    await expect(seal(ida)).rejects.toMatchObject({ code: 'vault_locked' });
    await expect(open(ida, [sealed])).rejects.toMatchObject({ code: 'vault_locked' });
    expect(await open(otto, [])).toEqual([]);
  });

  it('gets no answer of work that was under way, and no key made of zeros', async () => {
    const eve = await vault.enrol();
    await vault.unlock(eve);
    const sealing = seal(eve);
    const locking = vault.bus.for('gateway').call(vaultCalls.lock, { member: eve.member });
    await expect(sealing).rejects.toMatchObject({ code: 'vault_locked' });
    await locking;
    await vault.unlock(eve);
    const sealed = await sealAndKeep(eve);
    expect(await open(eve, [sealed])).toEqual([WORDS]);
  });
});

describe('purposes', () => {
  it('that were not granted open nothing', async () => {
    const sealed = await sealAndKeep(ida);
    await vault.bus.for('gateway').call(vaultCalls.lock, { member: ida.member });
    await vault.unlock(ida, { purposes: ['reflect'] });
    await expect(open(ida, [sealed], 'history')).rejects.toMatchObject({ code: 'purpose_refused' });
    await expect(seal(ida, WORDS, 'outline', 'outline')).rejects.toMatchObject({ code: 'purpose_refused' });
    expect(await open(ida, [sealed], 'reflect')).toEqual([WORDS]);
  });

  it('open and seal only what their table names', async () => {
    const outline = await sealAndKeep(ida, 'Absagen', 'outline', 'outline');
    const refused = { code: 'forbidden' };
    await expect(open(ida, [outline], 'reflect')).rejects.toMatchObject(refused);
    await expect(open(ida, [outline], 'outline')).rejects.toMatchObject(refused);
    expect(await open(ida, [outline], 'history')).toEqual(['Absagen']);
    await expect(seal(ida, WORDS, 'reflection', 'history')).rejects.toMatchObject(refused);
    await expect(seal(ida, WORDS, 'reflection', 'outline')).rejects.toMatchObject(refused);
  });

  it('serve reflection alone: gateway and gate open nothing themselves', async () => {
    const { item, collection, envelope } = await sealAndKeep(ida);
    const asked = { member: ida.member, purpose: 'reflect' as const, active: true, items: [{ item, collection, envelope }] };
    for (const role of ['gateway', 'gate', 'vault'] satisfies Role[]) {
      await expect(vault.bus.for(role).call(vaultCalls.open, asked)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

describe('the idle minutes', () => {
  const MINUTE = 60_000;
  /** Whether the vault is open 16 minutes after the unlock, if that was done 10 minutes after it. */
  const openAfter = async (done: (sealed: SealedItem) => Promise<unknown>): Promise<string> => {
    const sealed = await sealAndKeep(ida);
    const start = Date.now();
    stopClockAt(start + 10 * MINUTE);
    await done(sealed);
    stopClockAt(start + 16 * MINUTE);
    return (await vault.bus.for('gateway').call(vaultCalls.state, { member: ida.member })).state;
  };

  it('start anew when a person reads or writes', async () => {
    expect(await openAfter((sealed) => open(ida, [sealed], 'history', true))).toBe('unlocked');
  });

  it('start anew when a person reflects', async () => {
    expect(await openAfter(() => seal(ida))).toBe('unlocked');
  });

  it('go on while nobody is there', async () => {
    expect(await openAfter((sealed) => open(ida, [sealed], 'history', false))).toBe('locked');
  });

  it('go on during the node’s own work, whatever it says of itself', async () => {
    const work = async (sealed: SealedItem) => [
      await open(ida, [sealed], 'outline', true),
      await seal(ida, 'Absagen', 'outline', 'outline'),
    ];
    expect(await openAfter(work)).toBe('locked');
  });
});
