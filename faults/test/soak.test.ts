import { expect, it } from 'vitest';
import { soaked } from '../src/soak/soak.ts';
import { TRANSPORT_NAMES } from '../src/transport-names.ts';

/** The short form; `pnpm --filter @tailrace/faults soak` runs ten minutes. */
const MILLIS = 8_000;

it('keeps memory and descriptors flat and loses nothing while destinations come and go [F12]', async () => {
  const findings = await Promise.all(TRANSPORT_NAMES.map((name) => soaked(name, { millis: MILLIS, perSecond: 200 })));
  for (const { subject, missing, logged } of findings) {
    expect({ subject, missing }).toEqual({ subject, missing: 0 });
    expect(logged).toBeGreaterThan(100);
  }
});
