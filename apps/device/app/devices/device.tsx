import type { DeviceView } from '#libs/contracts/index.js';
import { say } from '../catalogue/index.js';
import { day, when } from '../catalogue/time.js';
import { Groups } from '../parts/groups.jsx';

const keyKind = ({ keys, current }: DeviceView): string =>
  keys === 'non-extractable' && !current ? say.devices.keysElsewhere : say.devices.keys[keys];

/** One device: its name, how its key is kept, when it was here, and what to compare. */
export function Device({ device, onRemove }: { device: DeviceView; onRemove: () => void }) {
  const now = Date.now();
  const seen = device.lastSeenAt ? say.devices.seen(when(device.lastSeenAt, now)) : say.devices.neverSeen;
  return (
    <li>
      <div class="row__side">
        <div>
          <strong>{device.name}</strong>
          {device.current && <span class="soft"> ({say.devices.current})</span>}
          <p class="small soft">
            {say.devices.kind[device.kind]}. {keyKind(device)}.
          </p>
          <p class="small soft num">
            {say.devices.added(day(device.addedAt, now))}, {seen}.
          </p>
        </div>
        <button
          type="button"
          class="button button--quiet button--stop"
          aria-label={say.devices.removeNamed(device.name)}
          onClick={onRemove}
        >
          {say.devices.remove}
        </button>
      </div>
      <div>
        <span class="hidden">{say.devices.fingerprint}</span>
        <Groups of={device.fingerprint} class="mono soft" />
      </div>
    </li>
  );
}
