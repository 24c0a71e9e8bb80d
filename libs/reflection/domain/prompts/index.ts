/** What models are told, as versions that never change, and how their mark of uncertainty is read. */
export { estimateTokens, type Message, messagesFor, type PromptRequest } from './assemble.js';
export { reflect1 } from './reflect-1.js';
export { parseUncertainty, type Stated, UncertaintyReader, uncertaintyMarks } from './uncertainty.js';
