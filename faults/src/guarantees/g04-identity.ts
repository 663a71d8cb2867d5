import { must } from '../verdict.ts';
import type { GuaranteeBench } from './bench.ts';
import type { Guarantee } from './guarantee.ts';

const COUNT = 6;

/** What is in the way of a file is taken away again: nothing is written twice. */
async function neverTwice(bench: GuaranteeBench): Promise<string> {
  const { transport, log } = bench.open();
  await bench.oracle.become('broken');
  log(COUNT);
  await bench.until('a write failed', () => transport.counts().failures > 1);
  await bench.oracle.become('up');
  await bench.flushed(transport);
  must((await bench.arrivals()).length === COUNT, 'Records were written twice.');
  return 'nothing is written twice';
}

export const g04: Guarantee = {
  id: 'G4',
  title: 'one id at every try',
  file: 'g04-identity.ts',
  async check(bench) {
    if (bench.subject.claims.repeats === 'never') return neverTwice(bench);
    const { transport, log } = bench.open();
    await bench.oracle.become('reset-after-success');
    const ids = log(COUNT).map(({ id }) => id);
    await bench.until('a batch was taken and its answer cut off', () => transport.counts().failures > 0);
    await bench.oracle.become('up');
    await bench.flushed(transport);
    must((bench.oracle.requests ?? 0) > 1, 'Nothing was sent again.');
    const bodies = await bench.oracle.received();
    const told = bodies.map((body) => bench.oracle.idOf(body)).filter((id) => id !== undefined);
    const foreign = told.filter(
      (id) => !ids.includes(id) && !ids.map((given) => bench.oracle.idAs(given)).includes(id),
    );
    must(foreign.length === 0, `Ids that no record was given: ${foreign.join(', ')}`);
    const arrivals = await bench.arrivals();
    must(new Set(arrivals).size === COUNT, 'Records are missing.');
    if (bench.subject.claims.repeats === 'ignored') {
      must(arrivals.length === COUNT, `${arrivals.length - COUNT} repeats were not ignored.`);
      return 'repeats are ignored';
    }
    must(arrivals.length > COUNT, 'Repeats are said to be possible, and there were none.');
    return told.length === arrivals.length ? 'repeats possible, with the same id' : 'repeats possible';
  },
};
