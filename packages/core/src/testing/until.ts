/** Resolves when something is so, looking with each turn of the event loop, however long that takes. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
