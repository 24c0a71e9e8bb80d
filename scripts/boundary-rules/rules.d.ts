export type FoundImport = { specifier: string; kind: string; target?: string };
export function forbiddenImport(path: string, found: FoundImport): string | undefined;
export function forbiddenText(path: string, text: string): string[];
export function cycles(graph: Map<string, readonly string[]>): string[][];
