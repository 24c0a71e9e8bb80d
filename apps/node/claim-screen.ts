import QRCode from 'qrcode';

/** The link that makes its first reader the owner. */
export type Claim = { link: string; expires: Date };

/** In a terminal black on white, whatever its colors are; in a file no control characters. */
const drawing = () => (process.stdout.isTTY ? { type: 'terminal' as const, small: true } : { type: 'utf8' as const });

const time = (moment: Date): string => moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

/** What a person sees of a node that has no owner yet: what the link does, the link, and its picture for a phone. */
export const claimLines = async ({ link, expires }: Claim, again: string): Promise<string[]> => {
  const code = await QRCode.toString(link, { ...drawing(), errorCorrectionLevel: 'L' });
  const picture = code.trimEnd().split('\n');
  return [
    '  This node has no owner yet. Whoever opens this link first becomes the owner',
    `  (one use, until ${time(expires)}; ${again} gives a new link):`,
    '',
    `  ${link}`,
    '',
    ...picture.map((row) => `  ${row}`),
    '',
    '  Or in a terminal: scripts/mirrorctl claim "LINK"',
  ];
};
