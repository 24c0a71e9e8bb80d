import { useEffect } from 'preact/hooks';
import { say } from './catalogue/index.js';
import { Bar } from './parts/bar.jsx';
import { Heading } from './parts/heading.jsx';
import { Lock } from './parts/lock.jsx';
import { Problem } from './parts/problem.jsx';
import { Announcer, Toast } from './parts/toast.jsx';
import { Removed } from './removed.jsx';
import { path } from './router.js';
import { routeOf } from './routes.jsx';
import { type Room, RoomContext, useRoom, wasRemoved } from './state/room.js';
import { Stranger } from './stranger.jsx';

function Nowhere() {
  return (
    <main class="page" id="page">
      <Heading tab={say.frame.nowhere.title}>{say.frame.nowhere.title}</Heading>
      <p class="lede">{say.frame.nowhere.text}</p>
      <div class="actions">
        <a class="button" href="/">
          {say.frame.nowhere.home}
        </a>
      </div>
    </main>
  );
}

function Page() {
  const room = useRoom();
  const { standing } = room;
  const who = standing.who.value;
  const found = routeOf(path.value);
  if (who.is === 'unknown') return <main class="page" id="page" aria-busy />;
  if (who.is === 'failed')
    return (
      <main class="page" id="page">
        <Heading tab={say.write.title}>{say.frame.failed}</Heading>
        <Problem error={who.problem}>
          <button type="button" class="button" onClick={() => void standing.look()}>
            {say.frame.again}
          </button>
        </Problem>
      </main>
    );
  if (!found) return <Nowhere />;
  const Found = found.route.page;
  if (who.is !== 'member' && !found.route.strangers) return <Stranger />;
  if (wasRemoved(room) && !found.route.strangers) return <Removed />;
  return <Found key={path.value} session={found.session} />;
}

/** Opens the door once this browser is somebody's: asks, and unlocks by itself once where the person allows it. */
function useArrival() {
  const { mirror, standing, door, desk } = useRoom();
  const member = standing.who.value.is === 'member';
  useEffect(() => {
    if (!member) return;
    mirror.connect();
    void mirror.device().then((record) => {
      const closed = record?.standing.is === 'member' && record.standing.closed;
      return door.arrive(record?.settings.automatic === true && !closed);
    });
  }, [member]);
  const locked = door.state.value?.state === 'locked';
  useEffect(() => {
    if (locked) desk.close();
  }, [locked]);
}

/** Words that are written nowhere yet would be gone with the page, so the browser asks. */
function useUnsent() {
  const { desk } = useRoom();
  const unsent = desk.words.value.trim() !== '';
  useEffect(() => {
    if (!unsent) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [unsent]);
}

function Frame() {
  const { standing, door } = useRoom();
  useArrival();
  useUnsent();
  return (
    <>
      <a class="skip" href="#page">
        {say.frame.skip}
      </a>
      <Bar />
      <Page />
      {door.shown.value && standing.who.value.is === 'member' && <Lock />}
      <Toast />
      <Announcer />
    </>
  );
}

export function App({ room }: { room: Room }) {
  return (
    <RoomContext.Provider value={room}>
      <Frame />
    </RoomContext.Provider>
  );
}
