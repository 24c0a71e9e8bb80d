import { checkSegment, coreRules, SegmentCutter } from '#libs/gate/domain/index.js';
import { inTurn, textOf } from './gate-texts.js';
import { compare } from './method.js';
import { type Row, report } from './report.js';

const LENGTH = 8000;

/** Reads each text whole, once. */
const whole = (text: string): number => (coreRules.scan('output', text).length === 0 ? text.length : 0);

/** Lets the text out in chunks, every segment checked with what came before it; counts what was let out. */
const streamed =
  (chunk: number) =>
  (text: string): number => {
    const cutter = new SegmentCutter();
    let released = '';
    const speak = (segment: string): void => {
      if (!checkSegment(coreRules, released.slice(-1024), segment)) released += segment;
    };
    for (let at = 0; at < text.length; at += chunk) cutter.push(text.slice(at, at + chunk)).forEach(speak);
    speak(cutter.finish());
    return released === text ? released.length : 0;
  };

const texts = Array.from({ length: 32 }, (_, variant) => textOf(LENGTH, variant));
/** The worst for the cutter: no sentence ever ends, so each cut has to be looked for. */
const endless = texts.map((text) => text.replace(/[.!?]/g, ','));

const rows: Row[] = [];
for (const chunk of [4, 16]) {
  const comparison = await compare(inTurn(texts, streamed(chunk)), inTurn(texts, whole), { pairs: 60, least: 40, clock: 'processor' });
  rows.push({ name: `${LENGTH} characters in chunks of ${chunk}`, reach: 6, ...comparison });
}
const comparison = await compare(inTurn(endless, streamed(4)), inTurn(endless, whole), { pairs: 60, least: 40, clock: 'processor' });
rows.push({ name: `${LENGTH} characters in chunks of 4, without a sentence end`, ...comparison });
report('gate-stream', rows);
