import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseRecoveryCode } from '#libs/crypto/index.js';
import { aDevice, aMember, SmallNode } from '#libs/testing/small-node/index.js';

const someone = { name: 'Ida', deviceName: 'Laptop' };

describe('becoming a member', () => {
  let node: SmallNode;
  beforeEach(async () => {
    node = await SmallNode.start();
  });
  afterEach(() => node.stop());

  it('makes the first person the owner and tells the recovery code once', async () => {
    const client = aDevice();
    const { me, recoveryCode } = await client.enrol({ link: node.invitation(), ...someone });
    expect(me).toMatchObject({ name: 'Ida', role: 'owner' });
    expect(parseRecoveryCode(recoveryCode)).toHaveLength(16);
    const kept = await client.device();
    expect(kept?.identity).toBe(node.identity.publicKey);
    expect(JSON.stringify(kept)).not.toContain(recoveryCode);
    expect(await client.me()).toEqual(me);
  });

  it('shows what an invitation is for before it is used', async () => {
    const preview = await aDevice().lookAtInvitation(node.invitation());
    expect(preview).toMatchObject({ role: 'owner', origin: node.origin });
    expect(preview.fingerprint).toMatch(/^([0-9A-F]{4} ){3}[0-9A-F]{4}$/);
  });

  it('sends nothing to a node that is not the one of the link', async () => {
    node.showIdentity = () => `${'B'.repeat(42)}A`;
    await expect(aDevice().enrol({ link: node.invitation(), ...someone })).rejects.toMatchObject({ code: 'identity_mismatch' });
    expect(node.asked).toEqual(['GET /v1/node']);
  });

  it('sends nothing over a network that anyone can read', async () => {
    const link = node.invitation().replace(/127\.0\.0\.1:\d+/, 'mirror.example');
    await expect(aDevice().enrol({ link, ...someone })).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('goes through when the answer was lost on its way', async () => {
    let lost = 0;
    node.loseAnswer = (name) => name === 'enrol' && lost++ === 0;
    const client = aDevice();
    const { me } = await client.enrol({ link: node.invitation(), ...someone });
    expect(await client.me()).toEqual(me);
    expect(node.members.members.size).toBe(1);
  });

  it('keeps the keys when every answer is lost, and finds at the next try that it had arrived', async () => {
    const link = node.invitation();
    node.loseAnswer = (name) => name === 'enrol' || name === 'tokens';
    const client = aDevice();
    await expect(client.enrol({ link, ...someone })).rejects.toMatchObject({ code: 'unreachable' });
    node.loseAnswer = () => false;
    await expect(client.enrol({ link, ...someone })).rejects.toMatchObject({ code: 'already_enrolled' });
    expect((await client.me()).name).toBe('Ida');
  });

  it('leaves nothing behind when the link was used before', async () => {
    const link = node.invitation();
    await aDevice().enrol({ link, ...someone });
    const late = aDevice();
    await expect(late.enrol({ link, name: 'Someone else', deviceName: 'Phone' })).rejects.toMatchObject({ code: 'claim_used' });
    expect(await late.device()).toBeUndefined();
  });

  it('does not overwrite the keys of a member', async () => {
    const client = await aMember(node);
    const before = await client.device();
    await expect(client.enrol({ link: node.invitation(), ...someone })).rejects.toMatchObject({ code: 'already_enrolled' });
    expect(await client.device()).toEqual(before);
  });

  it.each(['', ' ', 'two\nlines', 'x'.repeat(81)])('refuses %j as a name', async (name) => {
    await expect(aDevice().enrol({ link: node.invitation(), name, deviceName: 'Laptop' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });
});
