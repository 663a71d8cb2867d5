import { type Destination, LineDestination, LinkDestination, sinkKit } from '@tailrace/delivery/testing';
import { describe, it } from 'vitest';
import type { TcpTransportOptions } from '../src/index.ts';
import { sinkOf } from '../src/tcp-transport.ts';

const acknowledged: readonly [string, TcpTransportOptions][] = [
  ['TcpSink before a collector', {}],
  ['TcpSink with gzip', { compression: 'gzip' }],
  ['TcpSink out of order', { ordered: false }],
];

for (const [name, options] of acknowledged) {
  sinkKit({
    name,
    destination: (): Promise<Destination> => LinkDestination.start(),
    create: ({ address }) => sinkOf({ ...options, url: address }),
  }).register({ describe, it });
}

for (const framing of ['newline', 'octet-count', 'nul'] as const) {
  sinkKit({
    name: `TcpSink before what only reads, framed by ${framing}`,
    destination: (): Promise<Destination> => LineDestination.start({ framing }),
    create: ({ address }) => sinkOf({ acknowledge: false, framing, settleMillis: 5, url: address }),
  }).register({ describe, it });
}
