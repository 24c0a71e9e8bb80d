import type { PersonView } from '#libs/contracts/index.js';
import { say } from '../catalogue/index.js';
import { day, when } from '../catalogue/time.js';
import { Failed } from '../parts/failed.jsx';
import { Heading } from '../parts/heading.jsx';
import { useLoaded } from '../parts/loaded.js';
import { useRoom } from '../state/room.js';
import { Invite } from './invite.jsx';

function Person({ person }: { person: PersonView }) {
  const now = Date.now();
  const lapsed = person.expires !== undefined && Date.parse(person.expires) < now;
  return (
    <li>
      <strong>{person.name}</strong>
      {person.state === 'invited' ? (
        <p class="small soft">
          <span class={lapsed ? 'state state--due' : 'state state--wait'}>{say.people.invited}</span>{' '}
          {person.expires && (lapsed ? say.people.lapsed : say.people.until(when(person.expires, now)))}
        </p>
      ) : (
        <p class="small soft">
          {say.people.role[person.role]} {say.people.since(day(person.since, now))},{' '}
          {person.devices === 0 ? say.people.noDevice : say.people.devices(person.devices)}
        </p>
      )}
    </li>
  );
}

/** The owner's page: who is here, and a link for a further person. Nothing of anybody's words is on it. */
export function People() {
  const { mirror } = useRoom();
  const { value, problem, load } = useLoaded(() => mirror.people(), 'people');
  const people = value.value;
  return (
    <main class="page" id="page">
      <Heading tab={say.people.title}>{say.people.title}</Heading>
      <p class="lede">{say.people.lede}</p>
      {people && (
        <section>
          <div class="head">
            <h2>{say.people.here}</h2>
            <span class="head__count num">{say.people.howMany(people.filter(({ state }) => state === 'active').length)}</span>
          </div>
          <ul class="rows">
            {people.map((person) => (
              <Person key={`${person.name}${person.since}`} person={person} />
            ))}
          </ul>
        </section>
      )}
      <Failed problem={problem.value} onRetry={() => void load()} />
      {people && <Invite onInvited={() => void load()} />}
    </main>
  );
}
