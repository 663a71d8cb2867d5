import { contractKit } from '@tailrace/core/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { FILTER_QUERIES, openJournalStore, PIPE_QUERIES, storeKit, wrongStores } from '@tailrace/store/testing';

storeKit({ name: 'A store with a journal', open: openJournalStore }).register({ describe, it, afterAll });

describe('the kit', () => {
  it('asks more than 250 different queries [X3]', () => {
    const queries = [...FILTER_QUERIES, ...PIPE_QUERIES];
    expect(new Set(queries).size).toBe(queries.length);
    expect(queries.length).toBeGreaterThan(250);
  });

  it('has a name of its own for every check', () => {
    const names = storeKit({ name: 'any', open: openJournalStore }).checks.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(wrongStores)('catches a store that is wrong on purpose: $name', async ({ name, open, caughtBy }) => {
    const kit = storeKit({ name, open });
    // Every eighth check beside the one that matters: enough to see that the others pass, and quick.
    const checks = kit.checks.filter((check, index) => check.name === caughtBy || index % 8 === 0);
    const findings = await contractKit(name, checks, () => kit.dispose()).findings();
    const failures = findings.filter(({ ok }) => !ok).map((finding) => finding.name);
    expect(failures).toContain(caughtBy);
    expect(failures.length, 'A fault of one kind leaves most of what a store does right.').toBeLessThan(
      checks.length / 2,
    );
  });
});
