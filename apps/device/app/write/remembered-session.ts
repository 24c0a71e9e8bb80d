import { SessionId } from '#libs/contracts/ids.js';

const place = 'session';

/** The session of this tab, so that a reload shows it again. An id and nothing else: words are never stored here. */
export function rememberedSession(): SessionId | undefined {
  const id = SessionId.safeParse(sessionStorage.getItem(place));
  return id.success ? id.data : undefined;
}

export function rememberSession(session: SessionId | undefined): void {
  if (session) sessionStorage.setItem(place, session);
  else sessionStorage.removeItem(place);
}
