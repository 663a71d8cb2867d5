import { createRecord } from '@tailrace/core';
import { recordedDiagnostics } from '@tailrace/core/testing';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { type ElasticsearchClient, ElasticsearchTransport } from '../src/index.ts';

it('has the client copy no request into its errors, and passes on nothing of those but words', async () => {
  const asked: unknown[] = [];
  const client: ElasticsearchClient = {
    transport: {
      request(_params, options) {
        asked.push(options);
        const meta = { meta: { request: { params: { headers: { authorization: 's3cret' } } } } };
        return Promise.reject(Object.assign(new Error('something odd'), { name: 'OddError', meta }));
      },
    },
    connectionPool: { connections: [{ url: new URL('http://127.0.0.1:9') }] },
    close: () => Promise.resolve(),
  };
  const { diagnostics, events } = recordedDiagnostics();
  const transport = new ElasticsearchTransport({
    client,
    setup: false,
    diagnostics,
    delivery: { spool: false, endMillis: 50, retry: { minMillis: 1, maxMillis: 2 } },
  });
  transport.record(createRecord({ message: 'x' }));
  await transport.flush(500);
  await new Promise<void>((resolve) => transport.once('finish', () => resolve()).end());
  expect(asked[0]).toMatchObject({ redaction: { type: 'off' }, maxRetries: 0 });
  expect(inspect(events, { depth: 20 })).toContain('something odd');
  expect(inspect(events, { depth: 20 })).not.toContain('s3cret');
});
