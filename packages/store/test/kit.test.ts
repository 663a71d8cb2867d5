import { contractKit } from '@tailrace/core/testing';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ATTACKS,
  CORPUS_SIZE,
  corpusRecords,
  FILTER_QUERIES,
  NearPercentiles,
  openJournalStore,
  PIPE_QUERIES,
  storeKit,
  wrongStores,
} from '@tailrace/store/testing';

const journal = storeKit({ name: 'A store with a journal', open: openJournalStore });
// The answers to the corpus are those of MemoryStore, which has a test of its own; what the journal adds is tried here.
const ofJournal = journal.checks.filter(
  ({ name }, index) => index % 20 === 0 || !/^(?:finds|answers|takes) /.test(name),
);
contractKit(journal.name, ofJournal, () => journal.dispose()).register({ describe, it, afterAll });

describe('the kit', () => {
  it('asks 300 different queries and more of 5,000 records and more, the same at every run [X3]', () => {
    const queries = [...FILTER_QUERIES, ...PIPE_QUERIES];
    expect(new Set(queries).size).toBe(queries.length);
    expect(queries.length).toBeGreaterThanOrEqual(300);
    expect(CORPUS_SIZE).toBeGreaterThanOrEqual(5000);
    expect(new Set(corpusRecords().map(({ id }) => id)).size).toBe(CORPUS_SIZE);
    expect(JSON.stringify(corpusRecords())).toBe(JSON.stringify(corpusRecords()));
    const held = corpusRecords().map(({ attributes }) => attributes?.['attack']);
    expect(ATTACKS.filter((attack) => !held.includes(attack))).toEqual([]);
  });

  it('has a name of its own for every check', () => {
    const names = storeKit({ name: 'any', open: openJournalStore }).checks.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('takes percentiles that are as near as a store says, and no others', async () => {
    const open = (folder: string) => new NearPercentiles(folder).load();
    const kit = storeKit({ name: 'near', open, percentileBound: 0.01 });
    const checks = kit.checks.filter(({ name }) => /^answers .*p95/.test(name));
    expect(checks.length).toBeGreaterThan(2);
    const findings = await contractKit('near', checks, () => kit.dispose()).findings();
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('holds a store to the number of queries that it may refuse', async () => {
    const unsupported = ({ pipes }: { readonly pipes: readonly { readonly type: string }[] }) =>
      pipes.some(({ type }) => type === 'join-trace');
    const refused = PIPE_QUERIES.filter((text) => text.includes('| join-trace')).length;
    const findingOf = async (maxUnsupported: number) => {
      const kit = storeKit({ name: 'refuses', open: openJournalStore, unsupported, maxUnsupported });
      const checks = kit.checks.filter(({ name }) => name.startsWith(`refuses ${refused} of the corpus's `));
      const [finding] = await contractKit('refuses', checks, () => kit.dispose()).findings();
      return finding?.ok;
    };
    expect(await findingOf(refused)).toBe(true);
    expect(await findingOf(refused - 1)).toBe(false);
  });

  it.each(wrongStores)('catches a store that is wrong on purpose: $name', async ({ name, open, caughtBy, options }) => {
    const kit = storeKit({ name, open, ...options });
    // Every fiftieth check beside the one that matters: enough to see that the others pass, and quick.
    const checks = kit.checks.filter((check, index) => check.name === caughtBy || index % 50 === 11);
    const findings = await contractKit(name, checks, () => kit.dispose()).findings();
    const failures = findings.filter(({ ok }) => !ok).map((finding) => finding.name);
    expect(failures).toContain(caughtBy);
    expect(failures.length, 'A fault of one kind leaves most of what a store does right.').toBeLessThan(
      checks.length * 0.8,
    );
  });
});
