import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MirrorError, SessionView } from '#libs/contracts/index.js';
import { say } from '../catalogue/index.js';
import { clock, day, dayKey } from '../catalogue/time.js';
import { Failed } from '../parts/failed.jsx';
import { Heading } from '../parts/heading.jsx';
import { useLater } from '../parts/later.js';
import { useLoaded } from '../parts/loaded.js';
import { asMirrorError } from '../state/failure.js';
import { useRoom } from '../state/room.js';
import { byDay } from './by-day.js';

/** Sessions, newest first, a page at a time. */
function useSessions() {
  const { mirror, door } = useRoom();
  const sessions = useSignal<SessionView[] | undefined>(undefined);
  const next = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);
  const problem = useSignal<MirrorError | undefined>(undefined);
  const load = async (before?: string) => {
    busy.value = true;
    problem.value = undefined;
    try {
      const page = await mirror.sessions(before === undefined ? {} : { before });
      sessions.value = [...(before === undefined ? [] : (sessions.value ?? [])), ...page.sessions];
      next.value = page.next;
    } catch (thrown) {
      problem.value = asMirrorError(thrown);
    } finally {
      busy.value = false;
    }
  };
  const locked = door.state.value?.state === 'locked';
  useEffect(() => {
    // Behind the lock no opening words stay; the list without them is open to ask for.
    sessions.value = sessions.value?.map(({ opening: _, ...session }) => session);
    void load();
  }, [locked]);
  return { sessions, next, busy, problem, load };
}

function Entry({ session }: { session: SessionView }) {
  const span =
    clock(session.startedAt) === clock(session.lastAt)
      ? clock(session.startedAt)
      : say.history.span(clock(session.startedAt), clock(session.lastAt));
  return (
    <li>
      <a class="entry" href={`/history/${session.session}`}>
        <span class="margin num">
          <span>{span}</span> <span>{say.history.turns(session.turns)}</span>
        </span>
        {session.opening ? <span class="words">{session.opening}</span> : <span class="small soft">{say.history.untold}</span>}
      </a>
    </li>
  );
}

/** Nothing yet: says what will stand here, and where it begins. */
function Empty() {
  return (
    <section class="prose">
      <h2>{say.history.emptyTitle}</h2>
      <p>{say.history.empty}</p>
      <div class="actions">
        <a class="button button--primary" href="/">
          {say.history.begin}
        </a>
      </div>
    </section>
  );
}

function KeptLink() {
  const { kept } = useRoom();
  const { value } = useLoaded(() => kept.list(), 'kept');
  if (!value.value || value.value.length === 0) return null;
  return (
    <p class="note">
      <a class="plain" href="/kept">
        {say.history.keptLink}
      </a>
    </p>
  );
}

export function History() {
  const { sessions, next, busy, problem, load } = useSessions();
  const late = useLater(busy.value);
  const shown = sessions.value;
  const now = Date.now();
  return (
    <main class="page" id="page" aria-busy={busy.value}>
      <Heading tab={say.history.title}>{say.history.title}</Heading>
      <p class="lede">{say.history.lede}</p>
      <KeptLink />
      {late && !shown && <p class="catching">{say.frame.loading}</p>}
      {shown?.length === 0 && <Empty />}
      {byDay(shown ?? [], (session) => dayKey(session.startedAt)).map(({ day: key, items }) => (
        <section key={key}>
          <div class="head">
            <h2>{day(items[0]?.startedAt ?? key, now, 'title')}</h2>
          </div>
          <ul>
            {items.map((session) => (
              <Entry key={session.session} session={session} />
            ))}
          </ul>
        </section>
      ))}
      <Failed problem={problem.value} onRetry={() => void load()} />
      {next.value && (
        <div class="actions">
          <button type="button" class="button" disabled={busy.value} onClick={() => void load(next.value)}>
            {say.history.older}
          </button>
        </div>
      )}
    </main>
  );
}
