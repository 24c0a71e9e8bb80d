import { describe, expect, it } from '@jest/globals';
import { fitsVerifier, scramVerifier } from './scram.js';

/** RFC 7677 §3: user "user", password "pencil", salt and iteration count as there. */
const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
const verifier =
  'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=';

describe('a verifier of a password', () => {
  it('is what PostgreSQL keeps, for the example of the RFC', () => {
    expect(scramVerifier('pencil', salt)).toBe(verifier);
  });

  it('fits its password alone', () => {
    expect(fitsVerifier('pencil', verifier)).toBe(true);
    for (const other of ['Pencil', 'pencil ', '']) expect(fitsVerifier(other, verifier)).toBe(false);
  });

  it('that is none fits nothing', () => {
    for (const none of ['', 'md5abc', verifier.slice(0, -1), verifier.replace('SHA-256', 'SHA-1')])
      expect(fitsVerifier('pencil', none)).toBe(false);
  });
});
