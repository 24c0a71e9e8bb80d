import { describe, expect, it } from '@jest/globals';
import { cycles, forbiddenImport, forbiddenText } from './rules.js';

const inside = (target: string) => ({ target, kind: 'inside', specifier: target });

describe('the house', () => {
  it.each([
    ['libs/contracts/ids.ts', inside('libs/crypto/index.ts'), 'contracts'],
    ['libs/contracts/ids.ts', { kind: 'package', specifier: 'pino' }, 'contracts'],
    ['libs/crypto/id.ts', { kind: 'node', specifier: 'node:crypto' }, 'browser'],
    ['libs/crypto/id.ts', inside('libs/platform/bus/index.ts'), 'pure'],
    ['libs/platform/bus/bus.ts', inside('libs/gate/index.ts'), 'knows no feature'],
    ['libs/reflection/turn.service.ts', inside('libs/vault/keys.entity.ts'), 'index.ts'],
    ['libs/gate/domain/scan.ts', inside('libs/platform/log/index.ts'), 'domain'],
    ['libs/gate/domain/scan.ts', inside('libs/reflection/domain/index.ts'), 'own feature'],
    ['apps/device/app/main.tsx', inside('libs/gate/gate.service.ts'), 'never the server'],
    ['apps/device/app/main.tsx', inside('libs/vault/domain/purposes.ts'), 'gate and reflection'],
    ['apps/node/main.ts', inside('libs/sdk/index.ts'), 'no client'],
    ['libs/reflection/turn.service.ts', inside('libs/testing/index.ts'), 'specs alone'],
    ['libs/newcomer/index.ts', inside('libs/contracts/index.ts'), 'no rule'],
  ])('%s may not import %j', (path, found, why) => {
    expect(forbiddenImport(path, found)).toContain(why);
  });

  it.each([
    ['libs/reflection/reply.writer.ts', inside('libs/gate/index.ts')],
    ['libs/access/domain/proof.ts', { kind: 'package', specifier: 'jose' }],
    ['apps/device/app/write/turn.tsx', inside('libs/reflection/domain/local/index.ts')],
    ['libs/reflection/turn.spec.ts', inside('libs/testing/index.ts')],
    ['apps/node/roles.ts', inside('libs/vault/vault.module.ts')],
  ])('%s may import %j', (path, found) => {
    expect(forbiddenImport(path, found)).toBeUndefined();
  });

  it('has no cast around the gate, anywhere but where stamps are verified', () => {
    expect(forbiddenText('libs/reflection/x.ts', 'const a = text as unknown as Cleared;')).toHaveLength(1);
    expect(forbiddenText('libs/sdk/x.ts', 'return { text } as Spoken;')).toHaveLength(1);
    expect(forbiddenText('libs/crypto/stamps.ts', 'return x as unknown as Spoken;')).toHaveLength(0);
    expect(forbiddenText('libs/reflection/turn.desk.ts', 'yield frame as WireFrame;')).toHaveLength(1);
  });

  it('has no folder without an idea and no file without an end', () => {
    expect(forbiddenText('libs/gate/utils/x.ts', '')).toHaveLength(1);
    expect(forbiddenText('libs/gate/x.ts', '\n'.repeat(401))).toHaveLength(1);
  });

  it('finds circles', () => {
    expect(
      cycles(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a']],
          ['d', ['a']],
        ]),
      ),
    ).toEqual([['a', 'b', 'c', 'a']]);
  });
});
