import { Fragment } from 'preact';

/** A sentence of the catalogue with one value put in where `{name}` stands, never broken over two lines. */
export function Filled({ sentence, name, value }: { sentence: string; name: string; value: string }) {
  const [before, ...after] = sentence.split(`{${name}}`);
  return (
    <Fragment>
      {before}
      <span class="whole">{value}</span>
      {after.join(value)}
    </Fragment>
  );
}
