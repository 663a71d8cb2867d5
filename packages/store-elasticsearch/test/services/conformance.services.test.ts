import { withService } from '@tailrace/services';
import { storeKit } from '@tailrace/store/testing';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { Bench } from '../fixtures/real-store.ts';

// A busy machine shares its two cores with the server.
vi.setConfig({ testTimeout: 300_000 });

withService({ describe, it, beforeAll, afterAll }, 'elasticsearch', {}, (server) => {
  const benches = new Map<string, Bench>();
  storeKit({
    name: 'ElasticsearchStore',
    open: (folder) => {
      const bench = benches.get(folder) ?? new Bench(server(), 'kit');
      benches.set(folder, bench);
      return bench.open();
    },
    // The corpus lies in two indexes.
    settle: async () => {
      for (const bench of benches.values()) await bench.ask('POST', `/${bench.stream}/_rollover`);
    },
  }).register({ describe, it, afterAll });
  afterAll(async () => {
    for (const bench of benches.values()) await bench.remove();
  });
});
