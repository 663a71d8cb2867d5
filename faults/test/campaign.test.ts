import { describe, expect, it } from 'vitest';
import { endings } from '../src/campaign/endings.ts';
import { killed } from '../src/campaign/kills.ts';
import { sinkMatrix } from '../src/campaign/matrix.ts';
import { outages } from '../src/campaign/outages.ts';
import { subjectOf } from '../src/subjects/subjects.ts';
import { TRANSPORT_NAMES } from '../src/transport-names.ts';
import type { Verdict } from '../src/verdict.ts';

/** The short form; `pnpm test:faults` runs the long one. */
const KILLS = 2;
const SEED = 20_260_101;

function expectHeld(verdicts: readonly Verdict[]): void {
  expect(verdicts.filter(({ ok }) => !ok)).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(0);
}

describe.each(TRANSPORT_NAMES)('%s, judged from outside', (name) => {
  it('loses nothing that was acknowledged when it is killed with -9 [F1] [X2]', async () => {
    expectHeld([await killed(await subjectOf(name), KILLS, SEED)]);
  });

  it('loses nothing that was logged, however the process ends otherwise [F10] [X2]', async () => {
    expectHeld(await endings(await subjectOf(name), 500, ['signal', 'logger.end']));
  });

  it('loses nothing to any answer of a destination, nor to none [F5]', async () => {
    expectHeld(await sinkMatrix(await subjectOf(name)));
  });

  it('loses nothing while its destination is away [F5]', async () => {
    expectHeld(await outages(await subjectOf(name), 100, 50, ['down']));
  });
});
