import { coreRules } from '#libs/gate/domain/index.js';
import { inTurn, textOf } from './gate-texts.js';
import { compare } from './method.js';
import { type Row, report } from './report.js';

/** The anchor: NFKC and the seed's sixteen rules as plain regular expressions, compiled once. */
const seed = [
  /suicid|kill(?:ing)? (?:myself|yourself|oneself)|want(?:ing)? to die|end(?:ing)? (?:my|your|one's) life/i,
  /self[- ]?harm|(?:cut|cutting|hurt|hurting) (?:myself|yourself|oneself)/i,
  /how to (?:make|build) (?:a |an )?(?:bomb|weapon|explosive)/i,
  /child (?:abuse material|porn)/i,
  /\bI(?:'ve| have)? (?:verified|confirmed|determined)\b/i,
  /\bI(?:'m| am) (?:certain|sure|positive) that\b/i,
  /\bI know for certain\b/i,
  /\b(?:studies|research) (?:prove|show|confirm)s?\b/i,
  /\baccording to (?:sources|experts|scientists)\b/i,
  /\bit has been (?:confirmed|proven|established)\b/i,
  /\byou should (?:definitely|absolutely|really)\b/i,
  /\bI (?:strongly )?recommend (?:that )?you\b/i,
  /\bmy advice (?:is|would be)\b/i,
  /\byou (?:should|need to) (?:take|stop taking) \w+/i,
  /\b(?:diagnosed with|diagnosis is)\b/i,
  /\blegally (?:obligated|required|bound)\b/i,
];

const plain = (text: string): number => {
  const normalized = text.normalize('NFKC');
  let matches = 0;
  for (const expression of seed) if (expression.test(normalized)) matches++;
  return matches;
};

/** All sixteen rules, as for the anchor. A text in the product meets one direction only; what is asked for is about that. */
const both = (text: string): number => coreRules.scan('input', text).length + coreRules.scan('output', text).length;
const input = (text: string): number => coreRules.scan('input', text).length;
const output = (text: string): number => coreRules.scan('output', text).length;

const rows: Row[] = [];
for (const length of [110, 700, 4000]) {
  const texts = Array.from({ length: 64 }, (_, variant) => textOf(length, variant));
  for (const [name, product] of Object.entries({
    'both directions': both,
    'a text that comes in': input,
    'a text that goes out': output,
  })) {
    const comparison = await compare(inTurn(texts, product), inTurn(texts, plain), { pairs: 60, least: 40, clock: 'processor' });
    rows.push({ name: `${length} characters, ${name}`, ...(product === both ? {} : { reach: 2 }), ...comparison });
  }
}
report('gate-rules', rows);
