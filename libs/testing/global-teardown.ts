/** After the medium specs, whether they passed or not. */
export default async (): Promise<void> => {
  await globalThis.mirrorTestServer?.stop();
};
