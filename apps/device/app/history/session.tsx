import { useSignal } from '@preact/signals';
import { SessionId } from '#libs/contracts/ids.js';
import type { ReadSession } from '#libs/sdk/index.js';
import { say } from '../catalogue/index.js';
import { day, partOfDay } from '../catalogue/time.js';
import { Failed } from '../parts/failed.jsx';
import { Heading } from '../parts/heading.jsx';
import { useLoaded } from '../parts/loaded.js';
import { go } from '../router.js';
import { useRoom } from '../state/room.js';
import { readTurn } from '../write/shown-turn.js';
import { Turn } from '../write/turn.jsx';

/** Reads a session page by page to its end: `next` names where the following turns begin. */
async function wholeSession(read: (before?: string) => Promise<ReadSession>): Promise<ReadSession> {
  const session = await read();
  let next = session.next;
  while (next !== undefined) {
    const more = await read(next);
    session.turns.unshift(...more.turns);
    next = more.next;
  }
  return session;
}

function Opened({ read, id }: { read: ReadSession; id: SessionId }) {
  const { desk } = useRoom();
  const opening = useSignal(false);
  const turns = read.turns.map(readTurn);
  const goOn = async () => {
    opening.value = true;
    await desk.goOnIn(id);
    go('/');
  };
  return (
    <>
      {turns.map((turn, place) => (
        <Turn
          key={turn.turn}
          turn={turn}
          first={place === 0}
          written={turns
            .slice(0, place + 1)
            .map(({ words }) => words)
            .join('\n')}
        />
      ))}
      <section class="actions">
        <button type="button" class="button" disabled={opening.value} onClick={() => void goOn()}>
          {say.write.openSession}
        </button>
      </section>
    </>
  );
}

/** One session of the history, to read. */
export function Session({ session }: { session: string }) {
  const { mirror } = useRoom();
  const id = SessionId.safeParse(session);
  const { value, problem, load } = useLoaded(
    async () => {
      const known = SessionId.parse(session);
      return wholeSession((before) => mirror.session(known, before === undefined ? { limit: 100 } : { before, limit: 100 }));
    },
    session,
    'sealed',
  );
  const first = value.value?.turns[0]?.at;
  return (
    <main class="page" id="page">
      <p class="small">
        <a class="plain soft" href="/history">
          {say.history.back}
        </a>
      </p>
      <Heading tab={say.history.title}>{first ? partOfDay(first) : say.history.title}</Heading>
      {first && <p class="lede">{day(first, Date.now(), 'title')}</p>}
      {value.value && id.success && <Opened read={value.value} id={id.data} />}
      <Failed problem={problem.value} onRetry={() => void load()} />
    </main>
  );
}
