import { MirrorError } from '#libs/contracts/errors.js';

/** Whatever was thrown, as the error that the catalogue has sentences for. */
export const asMirrorError = (thrown: unknown): MirrorError =>
  thrown instanceof MirrorError ? thrown : new MirrorError('internal', undefined, { cause: thrown });
