// node contrast.mjs: reads app/style/tokens.css and checks WCAG 2.2 AA for every pair the components use.
import { readFileSync } from 'node:fs';

const css = readFileSync(new URL('app/style/tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+):\s*light-dark\(oklch\(([^)]+)\),\s*oklch\(([^)]+)\)\)/g)].map(([, name, light, dark]) => [
    name,
    { light, dark },
  ]),
);

function luminance(oklch) {
  const [L, C, h] = oklch.split(/\s+/).map(Number);
  const a = C * Math.cos((h * Math.PI) / 180),
    b = C * Math.sin((h * Math.PI) / 180);
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  if (linear.some((v) => v < -0.002 || v > 1.002)) throw new Error(`outside sRGB: ${oklch}`);
  const [r, g, bl] = linear.map((v) => Math.min(1, Math.max(0, v)));
  return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
}

const contrast = (x, y) => (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
const papers = ['paper', 'paper-raised', 'paper-sunk'];
const text = ['ink', 'ink-soft', 'ink-faint', 'gall', 'lamp', 'madder', 'moss'];
const pairs = [
  ...text.flatMap((fg) => papers.map((bg) => [fg, bg, 4.5])),
  ...papers.map((bg) => ['edge', bg, 3]),
  ...['gall', 'lamp', 'madder'].flatMap((c) => [
    [c, `${c}-wash`, 4.5],
    ['ink', `${c}-wash`, 7],
    ['ink-soft', `${c}-wash`, 4.5],
  ]),
  ['paper', 'ink', 7],
  ['paper', 'madder', 4.5],
];

let failed = 0;
for (const room of ['light', 'dark']) {
  for (const [fg, bg, least] of pairs) {
    const value = contrast(luminance(tokens.get(fg)[room]), luminance(tokens.get(bg)[room]));
    const ok = value >= least;
    if (!ok) failed++;
    if (!ok || process.argv.includes('-v'))
      console.log(`${ok ? 'ok  ' : 'FAIL'} ${room.padEnd(5)} ${fg} on ${bg}: ${value.toFixed(2)} (${least})`);
  }
}
console.log(`${pairs.length * 2} pairs, ${failed} below AA`);
process.exitCode = failed ? 1 : 0;
