import { describe, expect, it } from '@jest/globals';
import { create } from 'qrcode';
import { qrPath } from './qr-path.js';

/** Fills the modules that a path covers. */
function filled(path: string, size: number): string[] {
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => ' '));
  for (const [, column, row, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let step = 0; step < Number(width); step += 1) (rows[Number(row)] as string[])[Number(column) + step] = '#';
  return rows.map((row) => row.join(''));
}

describe('the path of a QR code', () => {
  it('covers every dark module and no light one', () => {
    const { modules } = create('http://localhost:8080/join#secret.identity', { errorCorrectionLevel: 'M' });
    const path = qrPath(modules.size, (row, column) => Boolean(modules.get(row, column)));
    const wanted = Array.from({ length: modules.size }, (_, row) =>
      Array.from({ length: modules.size }, (_, column) => (modules.get(row, column) ? '#' : ' ')).join(''),
    );
    expect(filled(path, modules.size)).toEqual(wanted);
  });
});
