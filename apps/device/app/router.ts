import { signal } from '@preact/signals';

const here = (): string => location.pathname.replace(/\/+$/, '') || '/';

/** Where one is. The fragment is not part of it: it carries the secrets of links, and moves within a page. */
export const path = signal(here());
/** True once a page was left for another: only then focus moves to the new heading. */
export const moved = signal(false);

const arrive = () => {
  if (path.value === here()) return;
  moved.value = true;
  path.value = here();
  scrollTo(0, 0);
};

/** What stands in place of the page goes: whatever follows takes the focus. */
export const passOn = (): void => {
  moved.value = true;
};

export function go(to: string, options: { replace?: boolean } = {}): void {
  history[options.replace ? 'replaceState' : 'pushState'](null, '', to);
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
