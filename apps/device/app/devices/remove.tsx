import { useSignal } from '@preact/signals';
import type { MirrorError } from '#libs/contracts/errors.js';
import type { DeviceView } from '#libs/contracts/index.js';
import { say } from '../catalogue/index.js';
import { Problem } from '../parts/problem.jsx';
import { Sheet } from '../parts/sheet.jsx';
import { go } from '../router.js';
import { asMirrorError } from '../state/failure.js';
import { useRoom } from '../state/room.js';
import { sayOnce } from '../state/said.js';

const said = say.devices.removeSheet;

/** Says what is lost before it asks. This browser's own removal takes its keys and what was kept on it along. */
export function Remove({
  device,
  last,
  onClose,
  onRemoved,
}: {
  device: DeviceView;
  last: boolean;
  onClose: () => void;
  onRemoved: () => void;
}) {
  const { mirror, standing, kept, desk } = useRoom();
  const busy = useSignal(false);
  const problem = useSignal<MirrorError | undefined>(undefined);
  const remove = async () => {
    busy.value = true;
    problem.value = undefined;
    try {
      await mirror.removeDevice(device.device);
      if (device.current) {
        desk.begin();
        await kept.clearAll();
        await mirror.forget();
        standing.left();
        go('/');
      } else {
        sayOnce(said.done(device.name));
        onRemoved();
      }
    } catch (thrown) {
      problem.value = asMirrorError(thrown);
    } finally {
      busy.value = false;
    }
  };
  return (
    <Sheet title={said.title(device.name)} onClose={onClose}>
      <p>{device.current ? said.selfLost : said.lost}</p>
      {last && (
        <p>
          <strong>{said.selfLast}</strong>
        </p>
      )}
      <p class="small soft">{said.back}</p>
      {problem.value && <Problem error={problem.value} />}
      <div class="actions">
        <button type="button" class="button button--stop" disabled={busy.value} onClick={() => void remove()}>
          {busy.value ? said.removing : said.yes}
        </button>
        <button type="button" class="button button--quiet far" onClick={onClose}>
          {said.no}
        </button>
      </div>
    </Sheet>
  );
}
