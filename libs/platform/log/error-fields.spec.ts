import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { errorFields } from './error-fields.js';

const said = (value: unknown) => JSON.stringify(errorFields(value));

describe('what a log says of an error', () => {
  it('has frames of our code', () => {
    expect(errorFields(new Error('x')).frames[0]).toMatch(/^at .*error-fields\.spec\.ts:\d+:\d+\)?$/);
  });

  it('never has the message, however it is built', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('secret-word', '\n', '    at ', 'f (', '/x:1:1', ')', ' ', 'Error: '), { maxLength: 12 }),
        (parts) => {
          expect(said(new Error(`${parts.join('')}secret-word`))).not.toContain('secret-word');
        },
      ),
    );
  });

  it('never has the message where it was changed after the throw', () => {
    const error = new Error('secret-word\nsecond secret-word');
    error.message = 'other';
    expect(said(error)).not.toContain('secret-word');
  });

  it('shows no name, code or thrown value that is text', () => {
    const error = Object.assign(new Error(), { name: 'a secret-word here', code: 'a secret-word here' });
    expect(said(error)).not.toContain('secret-word');
    expect(said('a secret-word here')).toBe('{"name":"string","frames":[]}');
    expect(said({ message: 'secret-word' })).not.toContain('secret-word');
  });

  it('follows causes, but not for ever', () => {
    const error = new Error('one');
    error.cause = error;
    expect(said(error).match(/"cause"/g)).toHaveLength(3);
  });
});
