import { expect, it } from 'vitest';
import { killedStore } from '../src/store/kill-store.ts';

/** The short form: each kind once; `pnpm test:faults` runs the long one. */
const KILLS = 4;

it('a store loses and doubles nothing that was acknowledged when its writer, compactor or reader is killed with -9 [E5]', async () => {
  expect(await killedStore(KILLS, 20_260_101)).toMatchObject({ ok: true });
});
