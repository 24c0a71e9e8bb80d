import type { ComponentChildren } from 'preact';
import { say } from '../catalogue/index.js';
import { Filled } from '../parts/filled.jsx';
import { Mark } from '../parts/mark.jsx';
import { countSentences } from './sentences.js';
import type { ShownTurn } from './shown-turn.js';

const sentences = say.mirrored;

/** What was opened comes into view, above the composer. */
const showWhole = ({ currentTarget }: { currentTarget: HTMLDetailsElement }) => {
  if (currentTarget.open) currentTarget.scrollIntoView({ block: 'nearest' });
};

/** The fact stands in the line; its reason one tap below. */
export function Reason({ summary, class: name, children }: { summary: ComponentChildren; class?: string; children: ComponentChildren }) {
  return (
    <details class={name} onToggle={showWhole}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

const answeredBy = ({ engine, model }: ShownTurn): string => {
  if (engine === 'local') return sentences.byMirror;
  return model ? sentences.byModel(model) : sentences.byModelUnnamed;
};

/** First the doubt: brackets that open wider, the word, and below what was read. */
function Uncertain({ turn, first }: { turn: ShownTurn; first: boolean }) {
  // Words sent after a crisis page get nothing read into them, so there is no reading to be unsure of.
  if (!turn.uncertainty || turn.help) return <Reason summary={sentences.whoAnswered}>{<p class="small">{answeredBy(turn)}</p>}</Reason>;
  const read = countSentences(turn.words, say.locale);
  return (
    <Reason
      class="uncertain"
      summary={
        <>
          <Mark name={turn.uncertainty} /> {sentences.uncertainty[turn.uncertainty]}
        </>
      }
    >
      <p class="small">
        {first ? sentences.readAlone(read) : sentences.readWithBefore(read)} {sentences.uncertaintyMeans[turn.uncertainty]}
        {turn.reply.includes('⟨') && ` ${sentences.guess}`}
      </p>
      <p class="small">{answeredBy(turn)}</p>
    </Reason>
  );
}

function Again({ onAgain }: { onAgain: (() => void) | undefined }) {
  if (!onAgain) return null;
  return (
    <button type="button" class="plain" onClick={onAgain}>
      {sentences.again}
    </button>
  );
}

function Blocked({ turn, onAgain }: { turn: ShownTurn; onAgain: (() => void) | undefined }) {
  return (
    <>
      <span class="state state--stop">{sentences.blocked}</span>
      <Again onAgain={onAgain} />
      <Reason summary={sentences.whatHappened}>
        <p class="small">
          {turn.category && sentences.output[turn.category]}{' '}
          {turn.rule && <Filled sentence={sentences.outputRule} name="rule" value={turn.rule} />}
        </p>
        <p class="small">{answeredBy(turn)}</p>
      </Reason>
    </>
  );
}

function CutShort({ turn, onAgain }: { turn: ShownTurn; onAgain: (() => void) | undefined }) {
  const byPerson = turn.state === 'cancelled';
  const why = turn.problem ? say.problems[turn.problem.code].what : turn.trouble && !byPerson ? sentences.trouble[turn.trouble] : '';
  const means = byPerson ? sentences.cancelledText : turn.reply === '' ? sentences.interruptedEmpty : sentences.interruptedText;
  return (
    <>
      <span class={byPerson ? 'state state--wait' : 'state state--due'}>{byPerson ? sentences.cancelled : sentences.interrupted}</span>
      <Again onAgain={onAgain} />
      <Reason summary={sentences.whatHappened}>
        <p class="small">
          {why} {means}
        </p>
      </Reason>
    </>
  );
}

export type AfterProps = { turn: ShownTurn; first: boolean; onAgain?: (() => void) | undefined; onStop?: (() => void) | undefined };

/** What stands below a mirrorback: how sure it is, how it ended, and what one can do. */
export function After({ turn, first, onAgain, onStop }: AfterProps) {
  if (turn.state === 'running')
    return (
      <div class="after">
        <p class="after__line">{turn.waiting ? say.write.lostConnection : sentences.checking}</p>
        {onStop && (
          <button type="button" class="plain" onClick={onStop}>
            {sentences.stop}
          </button>
        )}
      </div>
    );
  return (
    <div class="after">
      {turn.state === 'answered' && <Uncertain turn={turn} first={first} />}
      {turn.state === 'blocked' && <Blocked turn={turn} onAgain={onAgain} />}
      {(turn.state === 'interrupted' || turn.state === 'cancelled') && <CutShort turn={turn} onAgain={onAgain} />}
    </div>
  );
}
