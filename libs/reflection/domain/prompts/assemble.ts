import type { Cleared, Pattern, Spoken } from '#libs/contracts/index.js';
import { reflect1 } from './reflect-1.js';

/** One message for a model; its content is the house's own, cleared, or spoken. */
export type Message = { readonly role: 'system' | 'user' | 'assistant'; readonly content: string };

export type PromptRequest = {
  readonly words: Cleared;
  /** Oldest first. */
  readonly context: readonly { readonly words: Cleared; readonly reply: readonly Spoken[] }[];
  readonly pattern: Pattern;
  /** Tokens that earlier turns may take. */
  readonly contextTokens: number;
};

/** Four characters to a token: near enough for a budget, and no tokenizer needs to be loaded. */
export const estimateTokens = (text: string): number => Math.ceil(text.length / 4);

/**
 * What a model is given: the prompt of the pattern, as many of the latest earlier turns as fit (whole ones, the newest
 * kept), and the words.
 */
export const messagesFor = ({ words, context, pattern, contextTokens }: PromptRequest): Message[] => {
  const earlier: Message[] = [];
  let left = contextTokens;
  for (const turn of context.toReversed()) {
    const reply = turn.reply.map(({ text }) => text).join('');
    left -= estimateTokens(turn.words.text) + estimateTokens(reply);
    if (left < 0) break;
    earlier.unshift({ role: 'user', content: turn.words.text }, { role: 'assistant', content: reply });
  }
  return [{ role: 'system', content: reflect1.system(pattern) }, ...earlier, { role: 'user', content: words.text }];
};
