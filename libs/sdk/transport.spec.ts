import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '#libs/crypto/index.js';
import { aMember, SmallNode } from '#libs/testing/small-node/index.js';
import { Transport } from './transport.js';

describe('requests of a device', () => {
  let node: SmallNode;
  beforeEach(async () => {
    node = await SmallNode.start();
  });
  afterEach(() => node.stop());

  it('are repeated once with the nonce that came along', async () => {
    const client = await aMember(node);
    node.proofs.nonce = 'nonce-2';
    node.asked.length = 0;
    await client.me();
    await client.me();
    // The first me is refused with the new nonce, then repeated; the second one knows it.
    expect(node.asked).toEqual(['GET /v1/me', 'GET /v1/me', 'GET /v1/me']);
  });

  it('are not repeated for ever where the node never takes its own nonce', async () => {
    const client = await aMember(node);
    Object.defineProperty(node.proofs, 'nonce', { get: () => newId() });
    node.asked.length = 0;
    await expect(client.me()).rejects.toMatchObject({ code: 'nonce_required' });
    expect(node.asked).toHaveLength(2);
  });

  it('say that the node is out of reach', async () => {
    const client = await aMember(node);
    await node.stop();
    await expect(client.me()).rejects.toMatchObject({ code: 'unreachable' });
    node = await SmallNode.start();
  });

  it('never follow a redirect, which would carry token and words elsewhere', async () => {
    const asked: string[] = [];
    const transport = new Transport('http://localhost:1', async (url, init) => {
      asked.push(`${url} ${init?.redirect}`);
      throw new TypeError('unexpected redirect');
    });
    await expect(transport.request('node', {})).rejects.toMatchObject({ code: 'unreachable' });
    expect(asked).toEqual(['http://localhost:1/v1/node error']);
  });

  it('hand on no answer that does not fit its contract', async () => {
    const answers = [
      new Response('{"node":1}'),
      new Response('<html>'),
      new Response('no', { status: 418 }),
      new Response('', { status: 502 }),
    ];
    const transport = new Transport('http://localhost:1', async () => answers.shift() as Response);
    const codes = [];
    for (let at = 0; at < 4; at++) codes.push(await transport.request('node', {}).catch(({ code }) => code));
    expect(codes).toEqual(['response_invalid', 'response_invalid', 'response_invalid', 'unreachable']);
  });

  it('keep a parameter in its place of the address', async () => {
    const asked: string[] = [];
    const transport = new Transport('http://localhost:1', async (url) => {
      asked.push(String(url));
      return new Response('{"done":true}');
    });
    const turn = '../../v1/unlock?x' as never;
    await transport.request('cancel', { params: { turn } });
    expect(asked).toEqual(['http://localhost:1/v1/turns/..%2F..%2Fv1%2Funlock%3Fx/cancel']);
  });
});
