import { resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '../..');
const probe = (index: number): string => resolve(root, `libs/testing/probe-${index}.ts`);

/** What the compiler says of a place that got an argument of the wrong kind. */
const NOT_ASSIGNABLE = [2322, 2345, 2353, 2739, 2740, 2741];

/** Whether a piece of code compiles; `refused`: an argument does not fit; else the codes of what is wrong with the spec. */
export type Verdict = 'compiles' | 'refused' | number[];

/**
 * What the compiler says of pieces of code of ours, all of them in one run, which is what takes its time.
 * @param prelude imports and declarations ahead of each
 */
export const compileEach = (prelude: string, snippets: readonly string[]): Map<string, Verdict> => {
  const sources = new Map(snippets.map((snippet, index) => [probe(index), `${prelude}\n${snippet}\nexport {};`]));
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(resolve(root, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const host = ts.createCompilerHost(options);
  const sourceOf = (name: string): string | undefined => sources.get(resolve(name));
  const program = ts.createProgram(
    [...sources.keys()],
    { ...options, noEmit: true, noUnusedLocals: false },
    {
      ...host,
      getSourceFile: (name, ...rest) => {
        const source = sourceOf(name);
        return source === undefined ? host.getSourceFile(name, ...rest) : ts.createSourceFile(name, source, ts.ScriptTarget.ES2023, true);
      },
      fileExists: (name) => sourceOf(name) !== undefined || host.fileExists(name),
      readFile: (name) => sourceOf(name) ?? host.readFile(name),
    },
  );
  const verdictOf = (index: number): Verdict => {
    const file = program.getSourceFile(probe(index));
    const codes = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ code }) => code);
    if (codes.length === 0) return 'compiles';
    return codes.every((code) => NOT_ASSIGNABLE.includes(code)) ? 'refused' : codes;
  };
  return new Map(snippets.map((snippet, index) => [snippet, verdictOf(index)]));
};
