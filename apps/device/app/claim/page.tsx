import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ErrorCode, Me, MirrorError } from '#libs/contracts/index.js';
import type { InvitationPreview } from '#libs/sdk/index.js';
import { say } from '../catalogue/index.js';
import { clock } from '../catalogue/time.js';
import { Heading } from '../parts/heading.jsx';
import { useLater } from '../parts/later.js';
import { Problem } from '../parts/problem.jsx';
import { dropFragment, go } from '../router.js';
import { asMirrorError } from '../state/failure.js';
import { useRoom } from '../state/room.js';
import { Halted, type HaltedFor } from './halted.jsx';
import { Steps } from './steps.jsx';

type Stage =
  | { at: 'looking' }
  | { at: 'halted'; why: HaltedFor }
  | { at: 'problem'; problem: MirrorError }
  | { at: 'asking'; preview: InvitationPreview; cancelled?: boolean }
  | { at: 'working'; preview: InvitationPreview }
  | { at: 'keeping'; preview: InvitationPreview; me: Me; code: string }
  | { at: 'done'; me: Me };

const halts: Partial<Record<ErrorCode, HaltedFor>> = {
  claim_used: 'used',
  claim_expired: 'expired',
  claim_closed: 'closed',
  invalid_request: 'broken',
  not_found: 'broken',
  identity_mismatch: 'wrong',
};

/** Looks at the link, then makes the keys: the one place where a browser becomes somebody's. */
function useClaim() {
  const { mirror, stretching } = useRoom();
  const stage = useSignal<Stage>({ at: 'looking' });
  const link = useSignal(location.href);
  const fail = (thrown: unknown) => {
    const problem = asMirrorError(thrown);
    const why = halts[problem.code];
    stage.value = why ? { at: 'halted', why } : { at: 'problem', problem };
  };
  const look = async () => {
    stage.value = { at: 'looking' };
    try {
      stage.value = { at: 'asking', preview: await mirror.lookAtInvitation(link.value) };
    } catch (thrown) {
      fail(thrown);
    }
  };
  const join = async (preview: InvitationPreview, name: string, deviceName: string) => {
    stretching.start();
    stage.value = { at: 'working', preview };
    try {
      const { me, recoveryCode } = await mirror.enrol({ link: link.value, name, deviceName });
      dropFragment();
      stage.value = { at: 'keeping', preview, me, code: recoveryCode };
    } catch (thrown) {
      if (stretching.cancelled()) stage.value = { at: 'asking', preview, cancelled: true };
      else fail(thrown);
    }
  };
  return { stage, look, join };
}

const titleOf = ({ role, name }: InvitationPreview): string => {
  if (role === 'owner') return say.claim.ownerTitle;
  return name ? say.claim.memberTitle(name) : say.claim.memberTitleUnnamed;
};

const ledeOf = (stage: Extract<Stage, { preview: InvitationPreview }>): string => {
  if (stage.at === 'keeping') return say.claim.keeping;
  return stage.preview.role === 'owner' ? say.claim.ownerLede : say.claim.memberLede;
};

function Member({ me }: { me: Me }) {
  return (
    <main class="page" id="page">
      <Heading tab={say.claim.title}>{say.claim.member}</Heading>
      <p class="lede">{say.claim.memberText(me.name)}</p>
      <div class="actions">
        <a class="button" href="/">
          {say.claim.home}
        </a>
      </div>
    </main>
  );
}

function Done({ onStart }: { onStart: () => void }) {
  return (
    <main class="page" id="page">
      <Heading tab={say.claim.title} focus>
        {say.claim.doneTitle}
      </Heading>
      <p class="lede">{say.claim.done}</p>
      <div class="actions">
        <button type="button" class="button button--primary" onClick={onStart}>
          {say.claim.start}
        </button>
      </div>
    </main>
  );
}

/** A claim or invitation link: become the owner, or a member. */
export function Claim() {
  const { standing, stretching } = useRoom();
  const { stage, look, join } = useClaim();
  const late = useLater(stage.value.at === 'looking');
  const who = standing.who.value;
  useEffect(() => {
    if (who.is !== 'member') void look();
  }, []);

  const now = stage.value;
  if (now.at === 'done')
    return (
      <Done
        onStart={() => {
          standing.joined(now.me);
          go('/', { replace: true });
        }}
      />
    );
  if (who.is === 'member') return <Member me={who.me} />;
  if (now.at === 'halted') return <Halted why={now.why} />;
  if (now.at === 'looking' || now.at === 'problem')
    return (
      <main class="page" id="page">
        <Heading tab={say.claim.title}>{now.at === 'problem' ? say.claim.notNow : say.claim.title}</Heading>
        {late && <p class="lede">{say.claim.looking}</p>}
        {now.at === 'problem' && (
          <Problem error={now.problem}>
            <button type="button" class="button" onClick={() => void look()}>
              {say.frame.again}
            </button>
          </Problem>
        )}
      </main>
    );
  return (
    <main class="page" id="page">
      <Heading tab={say.claim.title} focus={now.at === 'keeping'}>
        {now.at === 'keeping' ? say.claim.keepingTitle[now.preview.role] : titleOf(now.preview)}
      </Heading>
      <p class="lede">{ledeOf(now)}</p>
      <Steps
        preview={now.preview}
        at={now.at}
        cancelled={now.at === 'asking' && now.cancelled === true}
        kept={now.at === 'keeping' ? { code: now.code, owner: now.me.name } : undefined}
        onBegin={(name, device) => void join(now.preview, name, device)}
        onCancel={() => stretching.cancel()}
        onKept={() => {
          if (now.at === 'keeping') stage.value = { at: 'done', me: now.me };
        }}
      />
      {now.at !== 'keeping' && <p class="small soft num">{say.claim.until(clock(now.preview.expires))}</p>}
    </main>
  );
}
