import { useSignal } from '@preact/signals';
import type { DeviceView } from '#libs/contracts/index.js';
import { say } from '../catalogue/index.js';
import { day } from '../catalogue/time.js';
import { Failed } from '../parts/failed.jsx';
import { Groups } from '../parts/groups.jsx';
import { Heading } from '../parts/heading.jsx';
import { useLoaded } from '../parts/loaded.js';
import { useRoom } from '../state/room.js';
import { Add } from './add.jsx';
import { Device } from './device.jsx';
import { Remove } from './remove.jsx';

/** This browser first, then by when they were here. */
const inOrder = (one: DeviceView, other: DeviceView): number =>
  Number(other.current) - Number(one.current) || (other.lastSeenAt ?? other.addedAt).localeCompare(one.lastSeenAt ?? one.addedAt);

function Gone({ of }: { of: DeviceView[] }) {
  const now = Date.now();
  if (of.length === 0) return null;
  return (
    <section>
      <div class="head">
        <h2>{say.devices.removedTitle}</h2>
      </div>
      <ul class="rows">
        {of.map((device) => (
          <li key={device.device}>
            <span>{device.name}</span>
            <p class="small soft">{device.removedAt && say.devices.removed(day(device.removedAt, now))}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The same on all devices, to be compared by a person: the node could have given a new one another key. */
function Key() {
  const { mirror } = useRoom();
  const key = useLoaded(() => mirror.keyFingerprint(), 'key').value.value;
  if (key === undefined) return null;
  return (
    <section>
      <div class="head">
        <h2>{say.devices.keyTitle}</h2>
      </div>
      <Groups of={key} />
      <p class="small soft">{say.devices.key}</p>
    </section>
  );
}

export function Devices() {
  const { mirror } = useRoom();
  const { value, problem, load } = useLoaded(() => mirror.devices(), 'devices');
  const adding = useSignal(false);
  const removing = useSignal<DeviceView | undefined>(undefined);
  const all = value.value?.devices;
  const present = all?.filter(({ removedAt }) => !removedAt).sort(inOrder);
  return (
    <main class="page" id="page">
      <Heading tab={say.devices.title}>{say.devices.title}</Heading>
      <p class="lede">{present?.length === 1 ? say.devices.only : say.devices.lede}</p>
      {present && (
        <section>
          <div class="head">
            <h2>{say.devices.yours}</h2>
            <span class="head__count num">{say.devices.howMany(present.length)}</span>
          </div>
          <ul class="rows">
            {present.map((device) => (
              <Device
                key={device.device}
                device={device}
                onRemove={() => {
                  removing.value = device;
                }}
              />
            ))}
          </ul>
          <div class="actions">
            <button
              type="button"
              class="button button--primary"
              onClick={() => {
                adding.value = true;
              }}
            >
              {say.devices.add}
            </button>
          </div>
        </section>
      )}
      <Failed problem={problem.value} onRetry={() => void load()} />
      <Key />
      <Gone of={all?.filter(({ removedAt }) => removedAt) ?? []} />
      {adding.value && (
        <Add
          onClose={() => {
            adding.value = false;
          }}
          onAdded={() => void load()}
        />
      )}
      {removing.value && (
        <Remove
          device={removing.value}
          last={present?.length === 1}
          onClose={() => {
            removing.value = undefined;
          }}
          onRemoved={() => {
            removing.value = undefined;
            void load();
          }}
        />
      )}
    </main>
  );
}
