import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { MirrorError } from '#libs/contracts/errors.js';
import type { LinkApproval } from '#libs/sdk/index.js';
import { say } from '../catalogue/index.js';
import { Groups } from '../parts/groups.jsx';
import { useLoaded } from '../parts/loaded.js';
import { Problem } from '../parts/problem.jsx';
import { QrCode } from '../parts/qr-code.jsx';
import { Sheet } from '../parts/sheet.jsx';
import { asMirrorError } from '../state/failure.js';
import { useRoom } from '../state/room.js';
import { sayOnce } from '../state/said.js';

const said = say.devices.addSheet;

/** The code from the new device: what it is for is looked up before anything is asked. */
function Code({ onFound }: { onFound: (approval: LinkApproval) => void }) {
  const { mirror } = useRoom();
  const link = useLoaded(() => mirror.deviceLink(), 'link').value.value;
  const code = useSignal('');
  const busy = useSignal(false);
  const problem = useSignal<MirrorError | undefined>(undefined);
  const hint = useId();
  const look = async () => {
    busy.value = true;
    problem.value = undefined;
    try {
      onFound(await mirror.approveLink(code.value.trim()));
    } catch (thrown) {
      problem.value = asMirrorError(thrown);
    } finally {
      busy.value = false;
    }
  };
  const unknown = problem.value?.code === 'not_found';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (code.value.trim() !== '' && !busy.value) void look();
      }}
    >
      <p class="small">{said.where(location.origin)}</p>
      {link && <QrCode text={link} name={said.qr} />}
      <label class="field">
        <span>{said.code}</span>
        <input
          class="input input--code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          aria-describedby={hint}
          aria-invalid={unknown}
          value={code.value}
          onInput={(event) => {
            code.value = event.currentTarget.value;
          }}
        />
      </label>
      <p class="small soft" id={hint} role={unknown ? 'alert' : undefined}>
        {unknown ? <span class="state state--due">{said.unknown}</span> : said.codeHint}
      </p>
      {problem.value && !unknown && <Problem error={problem.value} />}
      <div class="actions">
        <button type="submit" class="button button--primary" disabled={busy.value || code.value.trim() === ''}>
          {said.look}
        </button>
      </div>
    </form>
  );
}

/** The fingerprint is worked out on this device from the keys themselves; the person compares it with the other screen. */
function Compare({ approval, onDone }: { approval: LinkApproval; onDone: (added: boolean) => void }) {
  const busy = useSignal(false);
  const problem = useSignal<MirrorError | undefined>(undefined);
  const answer = async (approve: boolean) => {
    busy.value = true;
    problem.value = undefined;
    try {
      await (approve ? approval.approve() : approval.refuse());
      sayOnce(approve ? said.done(approval.device.name) : said.refused);
      onDone(approve);
    } catch (thrown) {
      problem.value = asMirrorError(thrown);
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      <p class="small soft">
        {say.devices.kind[approval.device.kind]}.{' '}
        {approval.device.keys === 'software' ? say.devices.keys.software : say.devices.keysElsewhere}.
      </p>
      <Groups of={approval.fingerprint} />
      <p class="small">{said.compare}</p>
      <p class="small soft">{said.means}</p>
      {problem.value && <Problem error={problem.value} />}
      <div class="actions">
        <button type="button" class="button button--primary" disabled={busy.value} onClick={() => void answer(true)}>
          {busy.value ? said.approving : said.approve}
        </button>
        <button type="button" class="button button--quiet button--stop far" disabled={busy.value} onClick={() => void answer(false)}>
          {said.refuse}
        </button>
      </div>
    </>
  );
}

/** Code, comparison, answer: the key is handed over only after the person said that both fingerprints are the same. */
export function Add({ onClose, onAdded }: { onClose: () => void; onAdded: () => void }) {
  const approval = useSignal<LinkApproval | undefined>(undefined);
  const found = approval.value;
  return (
    <Sheet title={found ? said.compareTitle(found.device.name) : said.title} onClose={onClose}>
      {found ? (
        <Compare
          approval={found}
          onDone={(added) => {
            onClose();
            if (added) onAdded();
          }}
        />
      ) : (
        <Code
          onFound={(next) => {
            approval.value = next;
          }}
        />
      )}
    </Sheet>
  );
}
