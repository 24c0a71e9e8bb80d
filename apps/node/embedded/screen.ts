import type { EngineView } from '#libs/contracts/index.js';
import { type Claim, claimLines } from '../claim-screen.js';

/** What the one screen at the end of a start says. */
export type Started = {
  origin: string;
  dataFolder: string;
  engine: EngineView;
  claim: Claim | undefined;
  operatorPort: number;
};

const engineLine = ({ engine, model, trouble }: EngineView): string => {
  if (engine === 'ollama') return `Ollama, with ${model}`;
  if (trouble === 'model_missing') return 'the local engine (Ollama runs, but has no such model: pull one, or set MIRROR_MODEL)';
  return 'the local engine, which needs no model (no Ollama found; it is noticed when it starts)';
};

/** One screen: where it is, who claims it, where data lies, who answers, how to stop. */
export const renderStarted = async ({ origin, dataFolder, engine, claim, operatorPort }: Started): Promise<string> => {
  const lines = ['', '  Mirrorstead is running.', ''];
  lines.push(`  Open       ${origin}`);
  if (claim) lines.push('', ...(await claimLines(claim, 'a new start')), '');
  lines.push(`  Data       ${dataFolder}`, `             Its secrets/root.key opens it: keep a copy elsewhere.`);
  lines.push(`  Answers    ${engineLine(engine)}`);
  lines.push(`  Health     http://127.0.0.1:${operatorPort}/health/ready, metrics at /metrics`);
  lines.push('  Stop       Ctrl-C', '');
  return `${lines.join('\n')}\n`;
};
