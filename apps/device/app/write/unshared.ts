/**
 * For fields that words are written in. Some browsers send what stands in them to a service for spelling or suggestions,
 * and write it to the disk to restore a closed tab; these say not to.
 */
export const unshared = { autocomplete: 'off', spellcheck: false, writingsuggestions: 'false' } as const;
