import { Fragment } from 'preact';
import { say } from '../catalogue/index.js';
import { type Passage, paragraphsOf, passagesOf } from './passages.js';

function Passages({ of }: { of: Passage[] }) {
  return of.map((passage, place) => {
    const key = `${place}`;
    if (passage.kind === 'house') return <Fragment key={key}>{passage.text}</Fragment>;
    if (passage.kind === 'doubt')
      return (
        <i key={key} class="doubt">
          ⟨<Passages of={passage.passages} />⟩
        </i>
      );
    return (
      <q key={key} class="yours">
        {passage.text}
      </q>
    );
  });
}

/** `unfinished`: the reply was cut short, and what is shown says so. */
type MirrorbackProps = { reply: string; words: string; running: boolean; unfinished: boolean };

/** What came back, in the house's typeface; where it quotes, the sentence changes to the person's in the middle. */
export function Mirrorback({ reply, words, running, unfinished }: MirrorbackProps) {
  const paragraphs = paragraphsOf(reply);
  return (
    <div class="mirror" aria-busy={running}>
      {paragraphs.map((paragraph, place) => (
        <p key={`${place}`}>
          <Passages of={passagesOf(paragraph, words)} />
          {running && place === paragraphs.length - 1 && <span class="caret" />}
          {unfinished && place === paragraphs.length - 1 && <span class="unfinished"> {say.mirrored.unfinished}</span>}
        </p>
      ))}
      {running && paragraphs.length === 0 && (
        <p>
          <span class="caret" />
        </p>
      )}
    </div>
  );
}
