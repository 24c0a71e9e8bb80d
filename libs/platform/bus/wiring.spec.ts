import { describe, expect, it } from '@jest/globals';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import type { Role } from '#libs/contracts/index.js';
import { ask, noted, suiteContracts } from './acceptance/contracts.js';
import { Probe } from './acceptance/probe.js';
import type { CallReply } from './bus.js';
import { Answers } from './handlers.js';
import { ProvenWiring } from './wiring.js';

class Second {
  @Answers(ask)
  async again(): Promise<CallReply<typeof ask>> {
    return { answer: 'second' };
  }
}
class Sub extends Probe {}
const probe = { provide: Probe, useValue: new Probe({}) };

const prove = async (providers: object[], roles: Role[] = ['gateway', 'gate', 'vault', 'reflection'], contracts = suiteContracts) => {
  const module = await Test.createTestingModule({ imports: [DiscoveryModule], providers: providers as [] }).compile();
  const nest = { discovery: module.get(DiscoveryService), scanner: module.get(MetadataScanner) };
  return new ProvenWiring(nest, roles, contracts, (role) => roles.includes(role));
};

describe('the wiring of a process', () => {
  it('is the marked methods of its providers', async () => {
    const { proven } = await prove([probe]);
    await expect(proven.answer(ask)?.({ text: 'hello' })).resolves.toEqual({ answer: 'HELLO' });
    expect(proven.handler(noted, 'vault.note')).toBeInstanceOf(Function);
    expect(proven.handler(noted, 'vault.other')).toBeUndefined();
  });

  it('counts an alias as the provider that it is', async () => {
    const wiring = await prove([probe, { provide: 'alias', useExisting: Probe }]);
    expect(() => wiring.prove()).not.toThrow();
  });

  it('finds what a class inherited', async () => {
    const wiring = await prove([{ provide: Sub, useValue: new Sub({}) }]);
    expect(() => wiring.prove()).not.toThrow();
  });

  it('refuses to start without a handler, and names all that is missing', async () => {
    const wiring = await prove([]);
    const sentences = [
      'The call test.ask has no method that answers it.',
      'The call test.echo has no method that answers it.',
      'The event told for vault.hear has no method that handles it.',
      'The event told for reflection.hear has no method that handles it.',
      'The event noted for vault.note has no method that handles it.',
    ];
    expect(() => wiring.prove()).toThrow(`The parts of this process do not fit together. ${sentences.join(' ')}`);
  });

  it('refuses to start with two, and names both', async () => {
    const wiring = await prove([probe, Second]);
    expect(() => wiring.prove()).toThrow('The call test.ask has 2 methods that answer it: Probe.ask and Second.again.');
  });

  it('refuses to start where a role is asked that it can not reach', async () => {
    const wiring = await prove([], ['gateway']);
    expect(() => wiring.prove()).toThrow('gateway asks gate (test.ask), and this process has no way to gate.');
  });

  it('is proven by the first call, where that comes before the start', async () => {
    const wiring = await prove([]);
    expect(() => wiring.proven).toThrow(/do not fit together/);
  });
});
