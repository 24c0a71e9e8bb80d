/** A reply of a language model as its tokens: sentences of sixteen, the blank at the head of each word, as models give them. */
const sentence = ' One thing is the yes that came at once and the other is what stood beside.';
/** The first token of the second sentence brings the blank that ends the first segment. */
export const TOKENS_OF_FIRST = sentence.trim().split(' ').length + 1;

/** The mark of uncertainty, then as many sentences. */
export const tokensOf = (sentences: number): string[] => ['⟨low⟩\n', ...sentence.repeat(sentences).split(/(?= )/).with(0, 'One')];
/** Which of them completes the first segment. */
export const COMPLETING = TOKENS_OF_FIRST;
/** What a reader has in the end. */
export const textOf = (sentences: number): string => tokensOf(sentences).slice(1).join('');

/** How the model is to answer from now on. */
export type Script = { sentences: number; pauseMs: number };
/** What the model saw of one request: when all of it was there, when it wrote the token that completes the first segment. Nanoseconds of the machine's one monotonic clock, as text. */
export type Seen = { asked: string; completed: string; body: string };
