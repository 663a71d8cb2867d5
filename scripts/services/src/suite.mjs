import { prepare } from './obtain.mjs';

/**
 * Registers tests that need a service: where it is not to be had, one skipped test says why. It is started before them
 * and stopped after them; `register` gets a function that answers it inside of tests.
 */
export function withService({ describe, it, beforeAll, afterAll }, name, options, register) {
  describe(`with a real ${name}`, async () => {
    const { start, reason } = await prepare(name, options);
    if (start === undefined) {
      it.skip(reason, () => {});
      return;
    }
    let service;
    beforeAll(async () => {
      service = await start();
    });
    afterAll(async () => {
      await service?.stop();
    });
    register(() => service);
  });
}
