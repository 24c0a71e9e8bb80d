import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const folder = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));

const payloads = {
  ids: 'z.strictObject({ member: MemberId })',
  'a field': 'z.strictObject({ member: MemberId, text: local(z.string()) })',
  'an optional field': 'z.strictObject({ text: local(z.string()).optional() })',
  'a list': 'z.strictObject({ texts: z.array(local(z.string())) })',
  'a tuple': 'z.tuple([MemberId, local(z.string())])',
  'a record': 'z.record(z.string(), local(z.string()))',
  'a field deep inside': 'z.strictObject({ a: z.strictObject({ b: z.array(z.strictObject({ c: local(ClearedText) })) }) })',
  'one branch of a union': 'z.union([z.strictObject({ member: MemberId }), z.strictObject({ text: local(z.string()) })])',
  'the payload itself': 'local(z.strictObject({ member: MemberId }))',
};
type Where = keyof typeof payloads;

const fileOf = (where: string): string => `${folder}probe of ${where}.ts`;
const sources = new Map(
  Object.entries(payloads).map(([where, payload]) => [
    fileOf(where),
    `import { z } from 'zod';
     import { ClearedText, event, local, MemberId } from '#libs/contracts/index.js';
     export const told = event({ name: 'told', payload: ${payload}, subscribers: ['vault.hear'] });
     export const used = [ClearedText, local, MemberId];`,
  ]),
);

/** One program of all the sources above, as if they lay beside this file. */
const compile = (): ts.Program => {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (file, ...rest) => {
    const source = sources.get(file);
    return source === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, source, ts.ScriptTarget.ES2023);
  };
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  return ts.createProgram([...sources.keys()], { ...options, noEmit: true }, host);
};

describe('an event contract', () => {
  const program = compile();
  const errorsWith = (where: Where): string =>
    program
      .getSemanticDiagnostics(program.getSourceFile(fileOf(where)))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
      .join('\n');

  it('compiles with ids', () => {
    expect(errorsWith('ids')).toBe('');
  });

  it.each(Object.keys(payloads).filter((where) => where !== 'ids') as Where[])('does not compile with local in %s', (where) => {
    expect(errorsWith(where)).toContain("is not assignable to type 'never'");
  });
});
