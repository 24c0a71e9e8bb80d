import QRCode from 'qrcode';
import type { EngineView } from '#libs/contracts/index.js';

/** What the one screen at the end of a start says. */
export type Started = {
  origin: string;
  dataFolder: string;
  engine: EngineView;
  claim: { link: string; expires: Date } | undefined;
  operatorPort: number;
};

const engineLine = ({ engine, model, trouble }: EngineView): string => {
  if (engine === 'ollama') return `Ollama, with ${model}`;
  if (trouble === 'model_missing') return 'the local engine (Ollama runs, but has no such model: pull one, or set MIRROR_MODEL)';
  return 'the local engine, which needs no model (no Ollama found; it is noticed when it starts)';
};

/** In a terminal black on white, whatever its colors are; in a file no control characters. */
const drawing = () => (process.stdout.isTTY ? { type: 'terminal' as const, small: true } : { type: 'utf8' as const });

const time = (moment: Date): string => moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

/** One screen: where it is, who claims it, where data lies, who answers, how to stop. */
export const renderStarted = async ({ origin, dataFolder, engine, claim, operatorPort }: Started): Promise<string> => {
  const lines = ['', '  Mirrorstead is running.', ''];
  lines.push(`  Open       ${origin}`);
  if (claim) {
    const code = await QRCode.toString(claim.link, { ...drawing(), errorCorrectionLevel: 'L' });
    lines.push(
      '',
      `  This node has no owner yet. Whoever opens this link first becomes the owner`,
      `  (one use, until ${time(claim.expires)}; a new start gives a new link):`,
      '',
    );
    lines.push(
      `  ${claim.link}`,
      '',
      ...code
        .trimEnd()
        .split('\n')
        .map((row) => `  ${row}`),
      '',
    );
    lines.push('  Or in a terminal: scripts/mirrorctl claim "LINK"', '');
  }
  lines.push(`  Data       ${dataFolder}`, `             Its secrets/root.key opens it: keep a copy elsewhere.`);
  lines.push(`  Answers    ${engineLine(engine)}`);
  lines.push(`  Health     http://127.0.0.1:${operatorPort}/health/ready, metrics at /metrics`);
  lines.push('  Stop       Ctrl-C', '');
  return `${lines.join('\n')}\n`;
};
