import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MirrorError } from '#libs/contracts/errors.js';
import type { ProblemSentences } from '../catalogue/en/problems.js';
import { say } from '../catalogue/index.js';
import { inSeconds } from '../catalogue/time.js';

/** Codes after which one should stop, not try again. */
const stopping = new Set(['identity_mismatch', 'chain_invalid', 'stamp_invalid', 'origin_refused', 'device_revoked']);

/** What stands in the way, in the page: what happened, what it means, what one can do; with what does it beside. */
export function Problem({ error, children }: { error: Pick<MirrorError, 'code' | 'retryAfter'>; children?: ComponentChildren }) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current?.scrollIntoView({ block: 'nearest' }), [error]);
  const { what, means, next }: ProblemSentences = say.problems[error.code];
  return (
    <div ref={notice} class={stopping.has(error.code) ? 'problem problem--stop' : 'problem'} role="alert">
      <strong>{what}</strong>
      <p>
        {means} {error.retryAfter === undefined ? next : say.frame.againIn(inSeconds(error.retryAfter))}
      </p>
      {children && <div class="actions">{children}</div>}
    </div>
  );
}
