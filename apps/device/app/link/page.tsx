import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Me, MirrorError } from '#libs/contracts/index.js';
import type { PendingLink } from '#libs/sdk/index.js';
import { say } from '../catalogue/index.js';
import { Field } from '../claim/field.jsx';
import { proposedDeviceName } from '../claim/proposed-name.js';
import { Groups } from '../parts/groups.jsx';
import { Heading } from '../parts/heading.jsx';
import { Problem } from '../parts/problem.jsx';
import { go } from '../router.js';
import { asMirrorError } from '../state/failure.js';
import { useRoom } from '../state/room.js';
import { Waiting } from './waiting.jsx';

type Stage =
  | { at: 'asking'; problem?: MirrorError }
  | { at: 'making' }
  | { at: 'waiting'; pending: PendingLink }
  | { at: 'refused' }
  | { at: 'expired' }
  | { at: 'joined'; me: Me; key: string };

/** Shows a code and waits; a reload takes up the same waiting. */
function useLink() {
  const { mirror, standing } = useRoom();
  const stage = useSignal<Stage>({ at: 'asking' });
  const left = useRef<AbortController | undefined>(undefined);

  const wait = async (pending: PendingLink) => {
    left.current = new AbortController();
    const { signal } = left.current;
    stage.value = { at: 'waiting', pending };
    try {
      const me = await pending.waitForApproval(signal);
      stage.value = { at: 'joined', me, key: await mirror.keyFingerprint() };
    } catch (thrown) {
      if (signal.aborted) return;
      const problem = asMirrorError(thrown);
      if (problem.code === 'forbidden') stage.value = { at: 'refused' };
      else if (problem.code === 'link_expired' || problem.code === 'not_found') stage.value = { at: 'expired' };
      else stage.value = { at: 'asking', problem };
    }
  };
  const begin = async (deviceName: string) => {
    stage.value = { at: 'making' };
    try {
      await wait(await mirror.linkThisDevice({ at: location.hash === '' ? location.origin : location.href, deviceName }));
    } catch (thrown) {
      stage.value = { at: 'asking', problem: asMirrorError(thrown) };
    }
  };
  const stop = async () => {
    left.current?.abort();
    await mirror.forget();
    standing.left();
    stage.value = { at: 'asking' };
    go('/');
  };
  useEffect(() => {
    if (standing.who.value.is === 'linking')
      void mirror.pendingLink().then((pending) => {
        if (pending) void wait(pending);
      });
    return () => left.current?.abort();
  }, []);
  return { stage, begin, stop };
}

function Ask({ problem, making, onBegin }: { problem: MirrorError | undefined; making: boolean; onBegin: (name: string) => void }) {
  const device = useSignal(proposedDeviceName());
  const tried = useSignal(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        tried.value = true;
        if (device.value.trim() !== '' && !making) onBegin(device.value.trim());
      }}
    >
      <Field
        label={say.link.device}
        hint={say.claim.deviceHint}
        problem={say.claim.deviceMissing}
        wrong={tried.value && device.value.trim() === ''}
        value={device}
      />
      {problem && <Problem error={problem} />}
      <div class="actions">
        <button type="submit" class="button button--primary" disabled={making}>
          {making ? say.link.making : say.link.begin}
        </button>
      </div>
    </form>
  );
}

function Ended({ title, text, onAnew }: { title: string; text: string; onAnew: () => void }) {
  return (
    <>
      <Heading tab={say.link.title} focus>
        {title}
      </Heading>
      <p class="lede">{text}</p>
      <div class="actions">
        <button type="button" class="button button--primary" onClick={onAnew}>
          {say.link.anew}
        </button>
      </div>
    </>
  );
}

/** A new browser of somebody who has another device. */
export function Link() {
  const { standing } = useRoom();
  const { stage, begin, stop } = useLink();
  const now = stage.value;
  const who = standing.who.value;
  const anew = () => {
    stage.value = { at: 'asking' };
  };
  return (
    <main class="page" id="page">
      {who.is === 'member' && now.at === 'asking' && (
        <>
          <Heading tab={say.link.title}>{say.claim.member}</Heading>
          <p class="lede">{say.claim.memberText(who.me.name)}</p>
        </>
      )}
      {who.is !== 'member' && (now.at === 'asking' || now.at === 'making') && (
        <>
          <Heading tab={say.link.title}>{say.link.title}</Heading>
          <p class="lede">{say.link.lede}</p>
          <Ask problem={now.at === 'asking' ? now.problem : undefined} making={now.at === 'making'} onBegin={(name) => void begin(name)} />
        </>
      )}
      {now.at === 'waiting' && <Waiting pending={now.pending} onStop={() => void stop()} />}
      {now.at === 'refused' && <Ended title={say.link.refusedTitle} text={say.link.refused} onAnew={anew} />}
      {now.at === 'expired' && <Ended title={say.link.expiredTitle} text={say.link.expired} onAnew={anew} />}
      {now.at === 'joined' && (
        <>
          <Heading tab={say.link.title} focus>
            {say.link.joinedTitle}
          </Heading>
          <p class="lede">{say.link.joined(now.me.name)}</p>
          <Groups of={now.key} />
          <p class="small">{say.link.key}</p>
          <div class="actions">
            <button
              type="button"
              class="button button--primary"
              onClick={() => {
                standing.joined(now.me);
                go('/', { replace: true });
              }}
            >
              {say.link.start}
            </button>
          </div>
        </>
      )}
    </main>
  );
}
