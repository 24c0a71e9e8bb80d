/** `/history/:session` against `/history/018f…`: the named parts, or nothing where it is another page. */
export function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const parts = path.split('/');
  if (wanted.length !== parts.length) return undefined;
  const named: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(':')) named[part.slice(1)] = parts[index] ?? '';
    else if (part !== parts[index]) return undefined;
  }
  return named;
}
