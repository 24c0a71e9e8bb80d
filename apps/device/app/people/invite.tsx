import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { MirrorError } from '#libs/contracts/errors.js';
import type { Invitation } from '#libs/contracts/index.js';
import { say } from '../catalogue/index.js';
import { clock } from '../catalogue/time.js';
import { Problem } from '../parts/problem.jsx';
import { QrCode } from '../parts/qr-code.jsx';
import { asMirrorError } from '../state/failure.js';
import { useRoom } from '../state/room.js';
import { sayOnce } from '../state/said.js';

/** The link, shown now and stored nowhere: to hand over in person, by camera or by copy. */
function Made({ invitation, onAnother }: { invitation: Invitation; onAnother: () => void }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const copy = async () => {
    await navigator.clipboard.writeText(invitation.link);
    sayOnce(say.frame.copied);
  };
  return (
    <>
      <h2 ref={title} tabIndex={-1}>
        {say.people.made(invitation.name)}
      </h2>
      <p class="lede">{say.people.madeUntil(clock(invitation.expires))}</p>
      <div class="invite">
        <div>
          <pre>{invitation.link}</pre>
          <div class="actions">
            <button type="button" class="button button--primary" onClick={() => void copy()}>
              {say.people.copyLink}
            </button>
            <button type="button" class="button button--quiet" onClick={onAnother}>
              {say.people.another}
            </button>
          </div>
        </div>
        <QrCode text={invitation.link} name={say.people.qr(invitation.name)} />
      </div>
    </>
  );
}

function Ask({ onMade }: { onMade: (invitation: Invitation) => void }) {
  const { mirror } = useRoom();
  const name = useSignal('');
  const missing = useSignal(false);
  const busy = useSignal(false);
  const problem = useSignal<MirrorError | undefined>(undefined);
  const hint = useId();
  const make = async () => {
    missing.value = name.value.trim() === '';
    if (missing.value || busy.value) return;
    busy.value = true;
    problem.value = undefined;
    try {
      onMade(await mirror.invite(name.value.trim()));
    } catch (thrown) {
      problem.value = asMirrorError(thrown);
    } finally {
      busy.value = false;
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <h2>{say.people.inviteTitle}</h2>
      <p class="lede">{say.people.inviteText}</p>
      <label class="field">
        <span>{say.people.name}</span>
        <input
          class="input"
          maxLength={80}
          autocomplete="off"
          aria-describedby={hint}
          aria-invalid={missing.value}
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
      </label>
      <p class="small soft" id={hint} role="status">
        {missing.value && <span class="state state--due">{say.people.nameMissing}</span>}
      </p>
      {problem.value && <Problem error={problem.value} />}
      <div class="actions">
        <button type="submit" class="button button--primary" disabled={busy.value}>
          {say.people.make}
        </button>
      </div>
    </form>
  );
}

/** Invites one person by name. */
export function Invite({ onInvited }: { onInvited: () => void }) {
  const made = useSignal<Invitation | undefined>(undefined);
  return (
    <section>
      {made.value ? (
        <Made
          invitation={made.value}
          onAnother={() => {
            made.value = undefined;
          }}
        />
      ) : (
        <Ask
          onMade={(invitation) => {
            made.value = invitation;
            onInvited();
          }}
        />
      )}
    </section>
  );
}
