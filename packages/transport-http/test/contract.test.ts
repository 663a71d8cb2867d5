import { type Destination, HttpDestination, sinkKit } from '@tailrace/delivery/testing';
import { describe, it } from 'vitest';
import type { HttpTransportOptions } from '../src/index.ts';
import { sinkOf } from '../src/http-transport.ts';

const variants: readonly [string, Partial<HttpTransportOptions>][] = [
  ['HttpSink', {}],
  ['HttpSink with gzip', { compression: 'gzip' }],
  ['HttpSink with brotli', { compression: 'br', ordered: false }],
  ['HttpSink with a JSON array', { framing: 'json-array', method: 'PUT' }],
];

for (const [name, options] of variants) {
  sinkKit({
    name,
    destination: (): Promise<Destination> => HttpDestination.start(),
    create: ({ address }) => sinkOf({ ...options, url: `${address}/v1/records` }),
  }).register({ describe, it });
}
