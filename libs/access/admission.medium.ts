import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateProof } from 'dpop';
import type { Invitation } from '#libs/contracts/index.js';
import { type AccessApp, ORIGIN, startAccess } from '#libs/testing/access/access-app.js';
import { eventually } from '#libs/testing/access/eventually.js';
import { PlayedDevice } from '#libs/testing/access/played-device.js';
import { Authenticator } from './authenticator.js';
import { Invitations } from './invitations.service.js';
import { Nonces } from './nonces.js';
import { Sweep } from './sweep.js';

let app: AccessApp;
let owner: PlayedDevice;
beforeAll(async () => {
  app = await startAccess();
  owner = await PlayedDevice.enrolled(app, (await app.get(Invitations).ensureOwnerInvitation())?.link ?? '');
});
afterAll(async () => {
  expect(app.internals).toEqual([]);
  await app.close();
});

const token = () => owner.tokens?.accessToken ?? '';

describe('a request with a token', () => {
  it('needs both token and proof', async () => {
    expect(await owner.ask('me', { token: null })).toMatchObject({ status: 401, code: 'token_missing' });
    expect(await owner.ask('me', { proof: null })).toMatchObject({ status: 401, code: 'proof_missing' });
  });

  it('is refused with the token under another scheme: a bound token is no bearer token', async () => {
    for (const authorization of [`Bearer ${token()}`, token(), `DPoP ${token()} x`]) {
      expect(await owner.ask('me', { token: null, headers: { authorization } })).toMatchObject({ status: 401, code: 'token_invalid' });
    }
  });

  it('is refused with a proof that was used before', async () => {
    const proof = await owner.proof('me', { token: token() });
    expect((await owner.ask('me', { proof })).status).toBe(200);
    expect(await owner.ask('me', { proof })).toMatchObject({ status: 401, code: 'proof_replayed' });
  });

  it('of two that show one proof at once, one is refused', async () => {
    const proof = await owner.proof('me', { token: token() });
    const answers = await Promise.all([owner.ask('me', { proof }), owner.ask('me', { proof })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('is refused with a proof for another route, another server, another method, another token', async () => {
    const { signing } = owner.keys;
    const proofs = [
      generateProof(signing, `${ORIGIN}/v1/devices`, 'GET', owner.nonce, token()),
      generateProof(signing, `${app.url}/v1/me`, 'GET', owner.nonce, token()),
      generateProof(signing, `${ORIGIN}/v1/me`, 'POST', owner.nonce, token()),
      generateProof(signing, `${ORIGIN}/v1/me`, 'GET', owner.nonce, 'another'),
      generateProof(signing, `${ORIGIN}/v1/me`, 'GET', owner.nonce),
    ];
    for (const proof of await Promise.all(proofs)) expect(await owner.ask('me', { proof })).toMatchObject({ code: 'proof_invalid' });
  });

  it('is refused with two proofs, and with one of more than 4 kB', async () => {
    const proof = [await owner.proof('me', { token: token() }), await owner.proof('me', { token: token() })];
    expect(await owner.ask('me', { proof: null, headers: { dpop: proof } })).toMatchObject({ code: 'proof_invalid' });
    expect(await owner.ask('me', { proof: 'a'.repeat(4097) })).toMatchObject({ code: 'proof_invalid' });
  });

  it('is refused with a key that is another device’s, whole as the proof is', async () => {
    const other = await PlayedDevice.make(app);
    await other.ask('node');
    expect(await other.ask('me', { token: token() })).toMatchObject({ status: 401, code: 'token_invalid' });
  });

  it('leaves no row where the proof does not verify, or the token is made up', async () => {
    const seen = async () => (await app.database.look<{ n: number }>('select count(*)::int as n from access.seen_proof'))[0]?.n;
    const before = await seen();
    await owner.ask('me', { proof: `${await owner.proof('me', { token: token() })}x` });
    // Anyone can make a key, and a proof that verifies with it.
    expect(await (await PlayedDevice.make(app)).ask('me', { token: 'made up' })).toMatchObject({ code: 'token_invalid' });
    expect(await seen()).toBe(before);
  });
});

describe('the nonce', () => {
  it('that another gateway made after a crash is asked for, and not answered with the one from before it', async () => {
    const second = await startAccess({ database: app.database });
    const before = await second.get(Nonces).current();
    await app.database.look('truncate access.nonce, access.seen_proof, access.rate_window');
    app.get(Nonces).forget();
    const fresh = await app.get(Nonces).current();
    expect(fresh).not.toBe(before);
    const url = `${ORIGIN}/v1/me`;
    const ask = async () => {
      const proof = await generateProof(owner.keys.signing, url, 'GET', fresh, token());
      return second.get(Authenticator).authenticate({ token: token(), proof, method: 'GET', url });
    };
    await expect(ask()).rejects.toMatchObject({ code: 'nonce_required' });
    // Strangers who make up nonces make it ask once a second at most.
    await eventually(async () => {
      await ask().catch(() => undefined);
      return (await second.get(Nonces).current()) === fresh;
    });
    await expect(ask()).resolves.toMatchObject({ member: owner.member });
    await second.close();
  });

  it('comes with every answer and every refusal, and is asked for where it is missing', async () => {
    owner.nonce = undefined;
    const proof = await owner.proof('me', { token: token() });
    const refused = await owner.ask('me', { proof });
    expect(refused).toMatchObject({ status: 401, code: 'nonce_required' });
    expect(refused.headers['www-authenticate']).toContain('use_dpop_nonce');
    expect(refused.headers['dpop-nonce']).toBe(owner.nonce);
    expect((await owner.ask('me')).status).toBe(200);
  });

  it('of long ago is refused, and the device goes on with the new one', async () => {
    owner.nonce = 'an-old-one';
    expect((await owner.ask('me', { proof: await owner.proof('me', { token: token() }) })).code).toBe('nonce_required');
    expect((await owner.ask('me')).status).toBe(200);
  });

  it('goes together with the proofs that were seen when PostgreSQL crashes, so that none of them passes again', async () => {
    const proof = await owner.proof('me', { token: token() });
    expect((await owner.ask('me', { proof })).status).toBe(200);
    const unlogged = `select relname from pg_class where relpersistence = 'u' and relkind = 'r' and relnamespace = 'access'::regnamespace order by 1`;
    expect((await app.database.look<{ relname: string }>(unlogged)).map(({ relname }) => relname)).toEqual([
      'nonce',
      'rate_window',
      'seen_proof',
    ]);
    // What a crash leaves of unlogged tables. The gateway still has the old nonce in its memory.
    await app.database.look('truncate access.nonce, access.seen_proof, access.rate_window');
    expect(await owner.ask('me', { proof })).toMatchObject({ status: 401, code: 'nonce_required' });
    expect((await owner.ask('me')).status).toBe(200);
  });

  it('is one for all gateways', async () => {
    const second = await startAccess({ database: app.database });
    expect(await second.get(Nonces).current()).toBe(await app.get(Nonces).current());
    await second.close();
  });
});

describe('a browser', () => {
  it('on another page can change nothing here, and is told nothing by CORS', async () => {
    for (const origin of ['https://evil.example', 'null', `${ORIGIN}.evil.example`, 'http://node.example']) {
      const answer = await owner.ask('invite', { body: { name: 'Sam' }, headers: { origin } });
      expect(answer).toMatchObject({ status: 403, code: 'origin_refused' });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('on the page of the node can', async () => {
    expect((await owner.ask('invite', { body: { name: 'Sam' }, headers: { origin: ORIGIN } })).status).toBe(200);
  });
});

describe('what is sent', () => {
  it('too large, of another type, or with unknown fields is refused in our words', async () => {
    const ask = (body: unknown, headers?: Record<string, string>) => owner.ask('invite', { body, ...(headers ? { headers } : {}) });
    expect(await ask({ name: 'S'.repeat(100_000) })).toMatchObject({ status: 413, code: 'body_too_large' });
    expect(await ask('name', { 'content-type': 'text/plain' })).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    expect(await ask({ name: 'Sam', role: 'owner' })).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await ask({ name: 'Sam\u0000' })).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

describe('how often', () => {
  it('a stranger may look at invitations: 20 times a minute, then they hear how long to wait', async () => {
    const stranger = await PlayedDevice.make(app);
    const look = () => stranger.ask('invitation', { body: { invitation: 'A'.repeat(43) } });
    const answers = [];
    for (let asked = 0; asked < 21; asked++) answers.push(await look());
    expect(answers.slice(0, 20).map(({ code }) => code)).toEqual(Array(20).fill('not_found'));
    expect(answers[20]).toMatchObject({ status: 429, code: 'rate_limited', body: { retryAfter: expect.any(Number) } });
    expect(Number(answers[20]?.headers['retry-after'])).toBeGreaterThan(50);
    // Members are not counted by their address.
    expect((await owner.ask('me')).status).toBe(200);
  });

  it('a key may ask for tokens: 30 times a minute, whatever its address', async () => {
    const { link } = (await owner.ask<Invitation>('invite', { body: { name: 'Kim' } })).body;
    const device = await PlayedDevice.enrolled(app, link, 'Kim');
    const sign = () => device.ask('tokens', { body: { type: 'device', device: device.device?.device } });
    for (let asked = 0; asked < 30; asked++) expect((await sign()).status).toBe(200);
    expect(await sign()).toMatchObject({ status: 429, code: 'rate_limited' });
  });
});

describe('the sweep', () => {
  it('clears what expired and nothing else', async () => {
    await app.database.look(`update access.seen_proof set expires_at = now() - interval '1 second'`);
    await app.get(Sweep).run();
    expect(await app.database.look('select * from access.seen_proof')).toEqual([]);
    expect((await owner.ask('me')).status).toBe(200);
  });
});
