import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { aMember, heard, SmallNode, words } from '#libs/testing/small-node/index.js';
import type { Client } from './client.js';

describe('the history', () => {
  const session = newId<SessionId>();
  let node: SmallNode;
  let client: Client;
  beforeEach(async () => {
    node = await SmallNode.start();
    client = await aMember(node);
    await client.unlock();
    await heard(client.reflect(words('I said yes again.', { session })));
  });
  afterEach(async () => {
    client.close();
    await node.stop();
  });

  it('has the words and the reply, each piece verified', async () => {
    const { sessions } = await client.sessions();
    expect(sessions.map((view) => view.session)).toEqual([session]);
    const { turns } = await client.session(session);
    expect(turns).toMatchObject([
      { words: 'I said yes again.', reply: { text: 'You wrote it down. Two things stand in it. What came first?', refused: 0 } },
    ]);
  });

  it('leaves out a piece that was changed, and says that one is missing', async () => {
    const [turn] = node.turns.turns.values();
    if (!turn?.segments[1]) throw new Error('no second piece');
    turn.segments[1] = { ...turn.segments[1], text: 'You should leave. ' };
    expect((await client.turn(turn.turn)).reply).toMatchObject({ text: 'You wrote it down. What came first?', refused: 1 });
  });

  it('shows no piece under a certificate of another node', async () => {
    const { SmallIdentity } = await import('#libs/testing/small-node/identity.js');
    const stranger = new SmallIdentity();
    node.identity.stampCertificate = () => stranger.stampCertificate();
    const { turns } = await client.session(session);
    expect(turns[0]?.reply).toMatchObject({ text: '', refused: 3 });
  });
});
