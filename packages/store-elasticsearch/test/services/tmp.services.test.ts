import { it } from 'vitest';
import { corpusRecords } from '@tailrace/store/testing';
import { Bench } from '../fixtures/real-store.ts';
it('x', async () => {
  const bench = new Bench({ url: process.env.TAILRACE_TEST_ELASTICSEARCH_URL! }, 'tmp');
  const store = await bench.open();
  const a = await store.append(corpusRecords().slice(0, 300));
  console.log(JSON.stringify(a.rejected, null, 1), a.accepted);
  await bench.remove();
});
