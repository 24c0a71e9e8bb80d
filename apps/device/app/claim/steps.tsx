import { useSignal } from '@preact/signals';
import type { InvitationPreview } from '#libs/sdk/index.js';
import { say } from '../catalogue/index.js';
import { Step, type StepState } from '../parts/step.jsx';
import { Field } from './field.jsx';
import { KeyWork } from './key-work.jsx';
import { proposedDeviceName } from './proposed-name.js';
import { Recovery } from './recovery.jsx';

type At = 'asking' | 'working' | 'keeping';
const order: At[] = ['asking', 'working', 'keeping'];

const stateOf = (step: At, at: At): StepState => {
  if (step === at) return 'now';
  return order.indexOf(step) < order.indexOf(at) ? 'done' : 'later';
};

type WhoProps = { preview: InvitationPreview; cancelled: boolean; onBegin: (name: string, device: string) => void };

function Who({ preview, cancelled, onBegin }: WhoProps) {
  const name = useSignal(preview.name ?? '');
  const device = useSignal(proposedDeviceName());
  const tried = useSignal(false);
  const said = say.claim;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        tried.value = true;
        if (name.value.trim() !== '' && device.value.trim() !== '') onBegin(name.value.trim(), device.value.trim());
      }}
    >
      {cancelled && (
        <p class="small soft" role="status">
          {said.cancelled}
        </p>
      )}
      <Field
        label={said.name}
        hint={preview.role === 'owner' ? said.nameHintOwner : said.nameHint}
        problem={said.nameMissing}
        wrong={tried.value && name.value.trim() === ''}
        value={name}
      />
      <Field
        label={said.device}
        hint={said.deviceHint}
        problem={said.deviceMissing}
        wrong={tried.value && device.value.trim() === ''}
        value={device}
      />
      <p class="note">{said.keys}</p>
      <div class="actions">
        <button type="submit" class="button button--primary">
          {said.begin}
        </button>
      </div>
    </form>
  );
}

type StepsProps = WhoProps & { at: At; kept: { code: string; owner: string } | undefined; onCancel: () => void; onKept: () => void };

/** Who you are, the keys, the recovery code: one after the other, each named from the start. */
export function Steps({ preview, at, cancelled, kept, onBegin, onCancel, onKept }: StepsProps) {
  return (
    <ol class="steps">
      <Step nth={1} state={stateOf('asking', at)} title={say.claim.who}>
        {at === 'asking' && <Who preview={preview} cancelled={cancelled} onBegin={onBegin} />}
      </Step>
      <Step nth={2} state={stateOf('working', at)} title={say.claim.keysTitle}>
        {at === 'working' && <KeyWork onCancel={onCancel} />}
      </Step>
      <Step nth={3} state={stateOf('keeping', at)} title={say.claim.recoveryTitle}>
        {kept && <Recovery code={kept.code} owner={kept.owner} onKept={onKept} />}
      </Step>
    </ol>
  );
}
