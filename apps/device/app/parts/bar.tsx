import { useRef } from 'preact/hooks';
import { say } from '../catalogue/index.js';
import { clock } from '../catalogue/time.js';
import { path as here } from '../router.js';
import { useRoom, wasRemoved } from '../state/room.js';
import { Mark } from './mark.jsx';

type Entry = { path: string; name: string };

const entries = (owner: boolean): Entry[] => [
  { path: '/', name: say.frame.write },
  { path: '/history', name: say.frame.history },
  { path: '/devices', name: say.frame.devices },
  ...(owner ? [{ path: '/people', name: say.frame.people }] : []),
  { path: '/privacy', name: say.frame.privacy },
];

const isHere = (path: string) => (path === '/' ? here.value === '/' : here.value.startsWith(path));

function Entries({ of }: { of: Entry[] }) {
  return of.map(({ path, name }) => (
    <a key={path} href={path} aria-current={isHere(path) ? 'page' : undefined}>
      {name}
    </a>
  ));
}

/** Where one is, and whether the vault is open. Without a member it carries the name alone. */
export function Bar() {
  const room = useRoom();
  const { standing, door } = room;
  const menu = useRef<HTMLDetailsElement>(null);
  const who = standing.who.value;
  const pages = who.is === 'member' ? entries(who.me.role === 'owner') : [];
  const vault = wasRemoved(room) ? undefined : door.state.value;
  const shut = () => menu.current?.removeAttribute('open');
  return (
    <header class="bar">
      <a class="home" href="/">
        <Mark name="mirror" />
        {say.frame.name}
      </a>
      {pages.length > 0 && (
        <>
          <nav aria-label={say.frame.pages}>
            <Entries of={pages} />
          </nav>
          <div class="end">
            {vault && (
              <button type="button" onClick={() => void (vault.state === 'unlocked' ? door.lock() : door.unlock())}>
                <Mark name={vault.state === 'unlocked' ? 'open' : 'locked'} />
                <span>
                  {vault.state === 'unlocked' ? say.frame.unlocked : say.frame.locked}
                  <span class="hidden">
                    {vault.state === 'unlocked' ? say.frame.unlockedMore(clock(vault.until)) : say.frame.lockedMore}
                  </span>
                </span>
              </button>
            )}
            <details
              class="menu"
              ref={menu}
              onKeyDown={(event) => {
                if (event.key !== 'Escape') return;
                shut();
                menu.current?.querySelector('summary')?.focus();
              }}
              onFocusOut={(event) => {
                if (event.relatedTarget instanceof Node && !menu.current?.contains(event.relatedTarget)) shut();
              }}
            >
              <summary>
                <Mark name="menu" />
                <span class="hidden">{say.frame.menu}</span>
              </summary>
              <ul>
                {pages.map(({ path, name }) => (
                  <li key={path}>
                    <a href={path} aria-current={isHere(path) ? 'page' : undefined} onClick={shut}>
                      {name}
                    </a>
                  </li>
                ))}
              </ul>
            </details>
          </div>
        </>
      )}
    </header>
  );
}
