import type { ComponentType } from 'preact';
import { match } from './match.js';
import { lazy, type PageProps } from './parts/lazy.jsx';
import { Write } from './write/page.jsx';

type Route = {
  path: string;
  page: ComponentType<PageProps>;
  /** Open to a browser that belongs to nobody. */
  strangers?: true;
};

const Claim = lazy(async () => (await import('./claim/page.jsx')).Claim);

/** Every address of the page. */
export const routes: Route[] = [
  { path: '/', page: Write },
  { path: '/join', page: Claim, strangers: true },
  { path: '/claim', page: Claim, strangers: true },
  { path: '/link', page: lazy(async () => (await import('./link/page.jsx')).Link), strangers: true },
  { path: '/history', page: lazy(async () => (await import('./history/page.jsx')).History) },
  { path: '/history/:session', page: lazy(async () => (await import('./history/session.jsx')).Session) },
  { path: '/devices', page: lazy(async () => (await import('./devices/page.jsx')).Devices) },
  { path: '/people', page: lazy(async () => (await import('./people/page.jsx')).People) },
  { path: '/privacy', page: lazy(async () => (await import('./privacy/page.jsx')).Privacy), strangers: true },
  { path: '/kept', page: lazy(async () => (await import('./keep/page.jsx')).Kept), strangers: true },
];

export type Found = { route: Route; session: string };

export function routeOf(path: string): Found | undefined {
  for (const route of routes) {
    const named = match(route.path, path);
    if (named) return { route, session: named.session ?? '' };
  }
  return undefined;
}
