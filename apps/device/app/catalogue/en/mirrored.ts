import type { EngineTrouble, RuleCategory, Uncertainty } from '#libs/contracts/turns.js';
import { count } from './count.js';

const uncertainty: Record<Uncertainty, string> = { low: 'Low uncertainty', medium: 'Medium uncertainty', high: 'High uncertainty' };
const uncertaintyMeans: Record<Uncertainty, string> = {
  low: 'It stays close to what you wrote.',
  medium: 'It goes a step beyond what you wrote.',
  high: 'It goes well beyond what you wrote and may miss it.',
};

/** Why the mirror without a model took over, as a clause. */
const trouble: Record<EngineTrouble, string> = {
  no_model_server: 'The model did not answer at all.',
  model_missing: 'The model that is set is not installed on this server.',
  slow_first_token: 'The model took too long to begin.',
  stream_cut: 'The model broke off.',
  context_too_long: 'This session has grown too long for the model.',
  busy: 'The model is busy with others.',
};

/** What the model began to do when its reply was ended. */
const output: Record<RuleCategory, string> = {
  authority: 'The model began to claim that it knows or has checked something. It can’t.',
  hallucination: 'The model began to cite studies or sources that it does not have.',
  advice: 'The model began to tell you what to do. It is there to mirror.',
  medical_legal: 'The model began to speak as a doctor or a lawyer would.',
  crisis: 'The model began a sentence that belongs to people, not to software.',
  illegal: 'The model began a sentence that this server does not let out.',
  jailbreak: 'The model began a sentence that this server does not let out.',
};
const input: Record<RuleCategory, string> = {
  illegal: 'These words ask for something that could hurt people badly, or read as if they did.',
  jailbreak:
    'These words read like an order to the model to drop its rules. Often there is an ordinary reason: a test, a pasted text, curiosity.',
  crisis: 'These words are for people, not for software.',
  authority: 'A rule of this server does not let these words pass.',
  hallucination: 'A rule of this server does not let these words pass.',
  advice: 'A rule of this server does not let these words pass.',
  medical_legal: 'A rule of this server does not let these words pass.',
};

/** A turn: what came back, and what stands below it. */
export const mirrored = {
  turn: (clock: string) => `Reflection, ${clock}`,
  unfinished: '… unfinished',
  checking: 'Each sentence is checked before it appears.',
  stop: 'Stop',
  finished: (reply: string) => `The mirrorback: ${reply}`,
  uncertainty,
  uncertaintyMeans,
  whoAnswered: 'Who answered',
  readAlone: (sentences: number) =>
    count(sentences, { one: 'Read from your one sentence above.', other: 'Read from your # sentences above.' }),
  readWithBefore: (sentences: number) =>
    count(sentences, {
      one: 'Read from your one sentence above and from what came before in this session.',
      other: 'Read from your # sentences above and from what came before in this session.',
    }),
  guess: 'What stands in ⟨ ⟩ is a guess.',
  byModel: (model: string) => `Answered by ${model}.`,
  byModelUnnamed: 'Answered by the model of this server.',
  byMirror: 'Answered by the mirror of this server, which needs no model.',
  trouble,
  tookOver: 'The mirror without a model answered instead.',
  blocked: 'Reply blocked',
  whatHappened: 'What happened',
  output,
  /** `{rule}` stands for the rule's number, which is kept on one line. */
  outputRule:
    'Rule {rule} ends such replies before you see them. The mistake is the model’s and counts against nobody. Your words are kept.',
  notPassed: 'Not passed on',
  input,
  inputRule:
    'Rule {rule} stopped them before any model saw them. Nothing was stored; your words are still below, for you to change or clear.',
  interrupted: 'Cut short',
  interruptedText: 'The reply was cut short. Your words are kept, and the part you saw is marked unfinished. Ask again when you like.',
  interruptedEmpty: 'No reply came. Your words are kept. Ask again when you like.',
  cancelled: 'Stopped by you',
  cancelledText: 'Your words are kept, and the part you saw is marked unfinished.',
  again: 'Ask again',
  unverified: 'This reply does not carry this server’s stamp, so it is not shown. Your words are kept. Tell the owner of this server.',
  helpStays: 'People you can reach',
};
