import { formatterKit } from '@tailrace/core/testing';
import { fromWire } from '@tailrace/core';
import { type Destination, sinkKit } from '@tailrace/delivery/testing';
import { describe, it } from 'vitest';
import { sinkOf } from '../src/elasticsearch-transport.ts';
import { documentFormat, type ElasticsearchTransportOptions } from '../src/index.ts';
import { FakeElasticsearch } from './fixtures/fake-elasticsearch.ts';

const variants: readonly [string, Partial<ElasticsearchTransportOptions>][] = [
  ['ElasticsearchSink', {}],
  ['ElasticsearchSink in order', { ordered: true }],
  ['ElasticsearchSink with gzip', { compression: true }],
  ['ElasticsearchSink with an index and no setup', { index: 'shop-{service}', setup: false }],
];

for (const [name, options] of variants) {
  sinkKit({
    name,
    destination: (): Promise<Destination> => FakeElasticsearch.start(),
    create: ({ address }) => sinkOf({ ...options, node: address }),
  }).register({ describe, it });
}

formatterKit({
  name: 'document',
  create: () => documentFormat(),
  // Elasticsearch refuses names with a NUL.
  expected: (record) =>
    JSON.parse(JSON.stringify(record), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key.replaceAll('\0', '\u2400'), item]))
        : value,
    ) as unknown,
  readBack(entry) {
    const { '@timestamp': timestamp, ...rest } = JSON.parse(String(entry)) as Record<string, unknown>;
    const decoded = fromWire({ timestamp, ...rest });
    if (!decoded.ok) throw new Error(decoded.message);
    return decoded.record;
  },
}).register({ describe, it });
