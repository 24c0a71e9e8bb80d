import { existsSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

const skipped = new Set(['node_modules', 'dist', 'vectors', 'screens', 'results']);

/** Every TypeScript source of the project below `root`. */
export function* sources(root) {
  for (const top of ['apps', 'libs', 'bench']) if (existsSync(join(root, top))) yield* below(join(root, top));
}

function* below(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* below(join(folder, entry.name));
    else if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts')) yield join(folder, entry.name);
  }
}

const builtins = new Set(builtinModules);

/** The file that a specifier means, relative to the root, for imports inside the project. */
const targetOf = (root, path, specifier) => {
  const bare = specifier.startsWith('#libs/')
    ? specifier.slice(1)
    : specifier.startsWith('.')
      ? normalize(join(dirname(path), specifier))
      : undefined;
  if (!bare) return undefined;
  const stem = bare.replace(/\.jsx?$/, '');
  return [`${stem}.ts`, `${stem}.tsx`, bare].find((candidate) => existsSync(join(root, candidate))) ?? bare;
};

/** Imports, exports and dynamic imports of one file. `kind`: inside, node (a built-in) or package. */
export const importsOf = (root, path, text) => {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const found = [];
  const note = (literal, typeOnly) => {
    const specifier = literal.text;
    const target = targetOf(root, path, specifier);
    const kind = target ? 'inside' : specifier.startsWith('node:') || builtins.has(specifier) ? 'node' : 'package';
    found.push({ specifier, target, kind, typeOnly, line: file.getLineAndCharacterOfPosition(literal.getStart()).line + 1 });
  };
  const onlyTypes = (node) =>
    node.isTypeOnly ||
    node.importClause?.isTypeOnly ||
    (node.importClause?.namedBindings?.elements?.every((element) => element.isTypeOnly) && !node.importClause.name);
  const visit = (node) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
      note(node.moduleSpecifier, Boolean(onlyTypes(node)));
    if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0] &&
      ts.isStringLiteral(node.arguments[0])
    )
      note(node.arguments[0], true);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};
