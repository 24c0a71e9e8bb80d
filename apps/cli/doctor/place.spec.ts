import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findPlace } from './place.js';

describe('the installation that is meant', () => {
  let here: string;
  let data: string;
  beforeEach(() => {
    here = mkdtempSync(join(tmpdir(), 'doctor-place-'));
    data = join(here, 'data');
  });
  afterEach(() => rmSync(here, { recursive: true }));

  const embedded = () => {
    mkdirSync(data);
    writeFileSync(join(data, 'node.json'), '{"format":1,"origin":"http://localhost:8080","version":"0.1.0"}');
  };
  const compose = () => {
    writeFileSync(join(here, 'docker-compose.yml'), 'services: {}');
    writeFileSync(join(here, '.env'), 'MIRROR_ORIGIN="https://mirror.example.org" # as devices know it\nMIRROR_SECRETS_FOLDER=kept\n');
  };
  const container = {
    MIRROR_SECRETS: '/run/secrets',
    MIRROR_REDIS_URL: 'redis://valkey:6379',
    MIRROR_ORIGIN: 'https://mirror.example.org',
  };

  it('is the one that was named', () => {
    embedded();
    compose();
    expect(findPlace({ folder: '.' }, container, here)).toMatchObject({
      kind: 'compose',
      origin: { host: 'mirror.example.org' },
      secrets: join(here, 'kept'),
    });
    expect(findPlace({ folder: '.' }, { MIRROR_SECRETS_FOLDER: '../else' }, here)).toMatchObject({ secrets: join(here, '..', 'else') });
    expect(findPlace({ data: 'data' }, container, here)).toMatchObject({
      kind: 'embedded',
      data,
      origin: { origin: 'http://localhost:8080' },
    });
    expect(findPlace({ url: 'https://other.example.org' }, { MIRROR_DATA: data }, tmpdir())).toMatchObject({ kind: 'remote' });
  });

  it('is, inside a container, its process', () => {
    const settings = { ...container, ROLES: 'gateway, vault', MIRROR_METRICS_HOST: '0.0.0.0', MIRROR_METRICS_PORT: '9090' };
    expect(findPlace({}, settings, here)).toMatchObject({
      kind: 'process',
      roles: ['gateway', 'vault'],
      operator: { host: '127.0.0.1', port: 9090 },
    });
  });

  it('is the compose folder that one stands in, then the node of this account', () => {
    embedded();
    expect(findPlace({}, { MIRROR_DATA: data }, here)).toMatchObject({ kind: 'embedded' });
    compose();
    expect(findPlace({}, { MIRROR_DATA: data }, here)).toMatchObject({ kind: 'compose' });
  });

  it('keeps what is known of it where another address is asked', () => {
    embedded();
    expect(findPlace({ data, url: 'http://localhost:9000' }, {}, here)).toMatchObject({ kind: 'embedded', origin: { port: 9000 } });
  });

  it('is refused in words where there is none, or two', () => {
    expect(() => findPlace({}, { MIRROR_DATA: data }, here)).toThrow(/No installation was found: neither in this folder nor in .*--folder/);
    expect(() => findPlace({ folder: '.', data }, {}, here)).toThrow('name one of them');
    expect(() => findPlace({ url: 'mirror' }, {}, here)).toThrow('not an address');
  });
});
