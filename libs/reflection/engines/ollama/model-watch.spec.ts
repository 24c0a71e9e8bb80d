import { describe, expect, it } from '@jest/globals';
import { choose } from './model-watch.js';

describe('The model that answers', () => {
  it('is the first that the server lists', () => {
    expect(choose([{ name: 'one:8b' }, { name: 'two:3b' }], undefined)).toEqual({ model: 'one:8b' });
  });

  it('is the one that was asked for, with or without its tag', () => {
    expect(choose([{ name: 'one:8b' }, { name: 'two:latest' }], 'two')).toEqual({ model: 'two:latest' });
    expect(choose([{ name: 'one:8b' }], 'one:8b')).toEqual({ model: 'one:8b' });
  });

  it('is missing where the one that was asked for is not there, or none is', () => {
    expect(choose([{ name: 'one:8b' }], 'two')).toEqual({ trouble: 'model_missing' });
    expect(choose([], undefined)).toEqual({ trouble: 'model_missing' });
  });

  it('is never one that only makes vectors', () => {
    expect(
      choose([{ name: 'nomic-embed-text:latest' }, { name: 'mini', details: { family: 'bert' } }, { name: 'one:8b' }], undefined),
    ).toEqual({
      model: 'one:8b',
    });
  });

  it('is never one that the server passes on to a cloud, not even by name', () => {
    expect(choose([{ name: 'big:120b-cloud' }, { name: 'far', remote_host: 'https://example.com' }], undefined)).toEqual({
      trouble: 'model_missing',
    });
    expect(choose([{ name: 'big:120b-cloud' }], 'big:120b-cloud')).toEqual({ trouble: 'model_missing' });
  });
});
