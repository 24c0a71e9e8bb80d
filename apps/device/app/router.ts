import { signal } from '@preact/signals';

/** Where one is: the path decides the page; the fragment carries secrets of links and never leaves the browser. */
export type Place = { path: string; fragment: string };

const here = (): Place => ({ path: location.pathname.replace(/\/+$/, '') || '/', fragment: location.hash });

export const place = signal<Place>(here());
/** True once a page was left for another: only then focus moves to the new heading. */
export const moved = signal(false);

const arrive = () => {
  moved.value = true;
  place.value = here();
  scrollTo(0, 0);
};

/** What stands in place of the page goes: whatever follows takes the focus. */
export const passOn = (): void => {
  moved.value = true;
};

export function go(path: string, options: { replace?: boolean } = {}): void {
  history[options.replace ? 'replaceState' : 'pushState'](null, '', path);
  arrive();
}

/** Takes the secret of a link out of the address bar and the history, once it was read. */
export function dropFragment(): void {
  history.replaceState(null, '', location.pathname);
}

const plainClick = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey && !event.defaultPrevented;

/** Follows links within the page by history; everything else stays the browser's. */
export function followLinks(root: Document): void {
  root.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || !plainClick(event)) return;
    if (link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')) return;
    if (link.hash !== '' && link.pathname === location.pathname) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
  addEventListener('popstate', arrive);
}

/** `/history/:session` against `/history/018f…`: the named parts, or nothing. */
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
