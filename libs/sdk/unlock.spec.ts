import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MirrorError } from '#libs/contracts/index.js';
import { fromBase64url, generateMemberKey, wrapMemberKey } from '#libs/crypto/index.js';
import { SmallIdentity } from '#libs/testing/small-node/identity.js';
import { aMember, heard, inShort, SmallNode, words } from '#libs/testing/small-node/index.js';
import { SmallVault } from '#libs/testing/small-node/vault.js';

describe('unlocking', () => {
  let node: SmallNode;
  beforeEach(async () => {
    node = await SmallNode.start();
  });
  afterEach(() => node.stop());

  it('gives the vault the same key each time, for the purposes switched on', async () => {
    const client = await aMember(node);
    expect(await client.unlock({ purposes: ['reflect'], hours: 1 })).toMatchObject({ state: 'unlocked', purposes: ['reflect'] });
    const first = node.vault.memberKey;
    node.vault.lock();
    await client.unlock();
    expect(node.vault.memberKey).toEqual(first);
  });

  it('happens by itself, once for all that wait', async () => {
    const client = await aMember(node);
    const [turn] = await heard(client.reflect(words('Before.')));
    node.vault.lock();
    node.vault.unlocks = 0;
    if (turn?.type !== 'accepted') throw new Error('not accepted');
    const read = await Promise.all([client.turn(turn.turn), client.turn(turn.turn), client.session(turn.session)]);
    expect(read[0]?.words).toBe('Before.');
    expect(node.vault.unlocks).toBe(1);
    client.close();
  });

  it('is not tried a second time for the same request', async () => {
    const client = await aMember(node);
    node.vault.unlock = async () => node.vault.state;
    expect(inShort(await heard(client.reflect(words('Still locked.'))))).toEqual(['problem']);
    expect(node.asked.filter((asked) => asked === 'POST /v1/unlock/challenge')).toHaveLength(1);
    client.close();
  });

  it('begins anew where the process that gave the challenge is gone or sends it on', async () => {
    const client = await aMember(node);
    const unlock = node.vault.unlock.bind(node.vault);
    let gone = 1;
    node.vault.unlock = async (...given) => {
      if (gone-- > 0) throw new MirrorError('challenge_expired');
      return unlock(...given);
    };
    expect(await client.unlock()).toMatchObject({ state: 'unlocked' });
    gone = 3;
    await expect(client.unlock()).rejects.toMatchObject({ code: 'challenge_expired' });
    expect(node.asked.filter((asked) => asked === 'POST /v1/unlock/challenge')).toHaveLength(5);
  });

  it('is tried again where a part of the node was away, and not for ever', async () => {
    const client = await aMember(node);
    const challenge = node.vault.challenge.bind(node.vault);
    let away = 2;
    node.vault.challenge = async (wrap) => {
      if (away-- > 0) throw new MirrorError('deadline_exceeded');
      return challenge(wrap);
    };
    expect(await client.unlock()).toMatchObject({ state: 'unlocked' });
    away = 3;
    await expect(client.unlock()).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('says why it failed, where it was to happen for a turn by itself', async () => {
    const client = await aMember(node);
    node.vault.challenge = async () => {
      throw new MirrorError('vault_unavailable');
    };
    const events = await heard(client.reflect(words('Nobody opens.')));
    expect(events).toEqual([{ type: 'problem', problem: new MirrorError('vault_unavailable').toProblem() }]);
    expect(node.asked.filter((asked) => asked === 'POST /v1/unlock/challenge')).toHaveLength(3);
    client.close();
  });

  it('does not happen by itself after the member locked, until they unlock', async () => {
    const client = await aMember(node);
    await client.unlock();
    await client.lock();
    const [event] = await heard(client.reflect(words('After the lock.')));
    expect(event).toMatchObject({ type: 'problem', problem: { code: 'vault_locked' } });
    await client.unlock();
    node.vault.lock();
    expect(inShort(await heard(client.reflect(words('Open again.'))))).toContain('answered');
    client.close();
  });

  it('does not happen by itself where the member switched that off', async () => {
    const client = await aMember(node);
    await client.saveSettings({ automatic: false, purposes: ['reflect'], hours: 1 });
    expect(inShort(await heard(client.reflect(words('Locked.'))))).toEqual(['problem']);
    client.close();
  });

  it('seals to no key that the pinned identity did not certify', async () => {
    const client = await aMember(node);
    const strangers = new SmallVault(new SmallIdentity());
    node.vault.challenge = (wrap) => strangers.challenge(wrap);
    await expect(client.unlock()).rejects.toMatchObject({ code: 'identity_mismatch' });
    expect(node.asked).not.toContain('POST /v1/unlock');
  });

  it('gives away no key but the one that this device knew from the start', async () => {
    const client = await aMember(node);
    const record = await client.device();
    if (record?.standing.is !== 'member') throw new Error('not a member');
    const to = { node: record.node, member: record.standing.me.member, recipient: record.self.device };
    const slippedIn = await wrapMemberKey(generateMemberKey(), fromBase64url(record.self.wrapping), to);
    node.showWrap = () => slippedIn;
    await expect(client.unlock()).rejects.toMatchObject({ code: 'vault_key_mismatch' });
    // The same under the id of the right key: the wrap itself names the key that is in it.
    node.showWrap = ({ keyId }) => ({ ...slippedIn, keyId });
    await expect(client.unlock()).rejects.toMatchObject({ code: 'sealed_damaged' });
    expect(node.asked).not.toContain('POST /v1/unlock');
  });
});
