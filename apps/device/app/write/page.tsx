import { useEffect, useRef } from 'preact/hooks';
import { say } from '../catalogue/index.js';
import { partOfDay } from '../catalogue/time.js';
import { Failed } from '../parts/failed.jsx';
import { Heading } from '../parts/heading.jsx';
import { useRoom } from '../state/room.js';
import { sayOnce } from '../state/said.js';
import { Composer } from './composer.jsx';
import { Crisis } from './crisis.jsx';
import { StoppedWords } from './stopped.jsx';
import { Turn } from './turn.jsx';

const NEAR_FOOT = 160;

/** Keeps the newest sentence in view for those who read along, and leaves alone those who scrolled up. */
function useFoot(turns: number, length: number) {
  const atFoot = useRef(true);
  useEffect(() => {
    const look = () => {
      atFoot.current = innerHeight + scrollY > document.documentElement.scrollHeight - NEAR_FOOT;
    };
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, []);
  const toFoot = () => scrollTo(0, document.documentElement.scrollHeight);
  useEffect(() => {
    if (turns > 0) toFoot();
  }, [turns]);
  useEffect(() => {
    if (turns > 0 && atFoot.current) toFoot();
  }, [turns, length]);
}

function Turns() {
  const { desk } = useRoom();
  const turns = desk.turns.value;
  return turns.map((turn, place) => (
    <Turn
      key={turn.turn}
      turn={turn}
      first={place === 0}
      written={turns
        .slice(0, place + 1)
        .map(({ words }) => words)
        .join('\n')}
      onAgain={() => void desk.again(turn.turn)}
      onStop={() => void desk.stop(turn.turn)}
    />
  ));
}

/** A problem that came before anything was taken: the words are still in the composer. */
function Unsent() {
  const { desk, door } = useRoom();
  const away = door.state.value ? undefined : door.problem.value;
  const problem = away ?? desk.problem.value;
  const retry = () => {
    if (away) return door.arrive(true);
    return desk.words.value.trim() === '' ? desk.arrive() : desk.reflect();
  };
  return <Failed problem={problem} onRetry={() => void retry()} />;
}

/** The page where one writes: the session's turns, and the composer at its foot. */
export function Write() {
  const { desk, door } = useRoom();
  const turns = desk.turns.value;
  const last = turns.at(-1);
  useFoot(turns.length, last?.reply.length ?? 0);
  const open = door.state.value?.state === 'unlocked';
  useEffect(() => {
    if (open) void desk.arrive();
  }, [desk, open]);
  if (desk.crisis.value) return <Crisis help={desk.crisis.value} />;

  const begun = turns[0]?.at ?? new Date().toISOString();
  return (
    <>
      <main class="page" id="page" aria-busy={desk.loading.value}>
        <Heading tab={say.write.title}>{partOfDay(begun)}</Heading>
        {turns.length === 0 && !desk.loading.value && <p class="lede">{say.write.lede}</p>}
        <Turns />
        {desk.stopped.value && <StoppedWords key={desk.stopped.value.at} of={desk.stopped.value} />}
        <Unsent />
        {last && last.state !== 'running' && (
          <section class="actions">
            <button
              type="button"
              class="button button--quiet"
              onClick={() => {
                desk.begin();
                sayOnce(say.write.newSessionSaid);
              }}
            >
              {say.write.newSession}
            </button>
          </section>
        )}
      </main>
      <Composer />
    </>
  );
}
