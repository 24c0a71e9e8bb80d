import type { Facts } from '#libs/contracts/index.js';
import { look, ok, type Verdict } from './verdict.js';
import type { Ways } from './ways.js';

/** Judges which engine answers. Never wrong: the local engine always does. */
export const judgeModel = ({ engine, model, trouble }: NonNullable<Facts['engine']>, ways: Ways): Verdict => {
  if (engine === 'ollama') return ok(`${model ?? 'A model'} on Ollama answers.`);
  if (trouble === 'model_missing')
    return look(
      `Ollama runs, but does not have ${model === undefined ? 'a model' : `the model ${model}`}: the local engine answers in its place.`,
      `Pull one (ollama pull ${model ?? 'llama3.2'}; with the compose file: the overlay model-pull.yml).`,
    );
  if (trouble !== undefined && trouble !== 'no_model_server')
    return look(`The model did not do what was asked of it (${trouble}): the local engine answers in its place.`, ways.logs('ollama'));
  return ok('The local engine answers. It needs no model, and none was found.');
};
