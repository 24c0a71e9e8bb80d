/** True once all of these have ended, however; false if some are still running after `limitMs`. */
export const settledWithin = async (limitMs: number, running: Iterable<Promise<unknown>>): Promise<boolean> => {
  const limit = Promise.withResolvers<false>();
  const timer = setTimeout(() => limit.resolve(false), limitMs);
  try {
    return await Promise.race([Promise.allSettled(running).then(() => true), limit.promise]);
  } finally {
    clearTimeout(timer);
  }
};
