import type { EngineTrouble, Outcome, Pattern, RuleCategory, Uncertainty } from '#libs/contracts/index.js';

/** ⟨low⟩, ⟨medium⟩, ⟨⟨high⟩⟩: brackets that open wider. */
export const uncertaintyMark = (uncertainty: Uncertainty): string => (uncertainty === 'high' ? '⟨⟨high⟩⟩' : `⟨${uncertainty}⟩`);

export const patternNames: Record<Pattern, string> = {
  exploratory: 'Exploratory',
  analytical: 'Analytical',
  creative: 'Creative',
  strategic: 'Strategic',
};

const troubles: Record<EngineTrouble, string> = {
  no_model_server: 'The model server does not answer.',
  model_missing: 'The model is not there.',
  slow_first_token: 'The model took too long to begin.',
  stream_cut: 'The model stopped in the middle.',
  context_too_long: 'The session is longer than the model can read.',
  busy: 'The model is busy.',
};

/** Why the local engine answers where a model was asked. */
export const takenOver = (trouble: EngineTrouble): string => `${troubles[trouble]} The local engine answers instead; your words are kept.`;

const citing: Partial<Record<RuleCategory, string>> = {
  authority: 'claimed an authority that it does not have',
  hallucination: 'cited sources that it does not have',
  advice: 'gave advice, which is not for it to do',
  medical_legal: 'made a medical or legal statement, which is not for it to do',
};

/** How a reply ended that did not end by itself; nothing for one that did. */
export const ending = (outcome: Outcome, turn: string, category?: RuleCategory, trouble?: EngineTrouble): string | undefined => {
  const again = `Ask again with: mirrorctl again ${turn}`;
  switch (outcome) {
    case 'answered':
      return undefined;
    case 'blocked':
      return `The reply ${(category && citing[category]) ?? 'broke a rule'}, so it was stopped. The mistake is the engine's; your words are kept. ${again}`;
    case 'interrupted':
      return `The reply was cut short.${trouble ? ` ${troubles[trouble]}` : ''} Your words are kept, and the part you saw is marked unfinished. ${again}`;
    case 'cancelled':
      return `The reply was stopped. Your words are kept. ${again}`;
  }
};
