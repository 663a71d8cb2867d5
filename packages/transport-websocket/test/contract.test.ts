import { type Destination, DESTINATION_MODES, sinkKit } from '@tailrace/delivery/testing';
import { describe, it } from 'vitest';
import type { WebsocketTransportOptions } from '../src/index.ts';
import { sinkOf } from '../src/websocket-transport.ts';
import { WebsocketDestination } from './fixtures/websocket-destination.ts';

type Options = Omit<WebsocketTransportOptions, 'url'>;

const acknowledged: readonly [string, Options][] = [
  ['WebsocketSink before a collector', {}],
  ['WebsocketSink with gzip and a random mask', { compression: 'gzip', mask: 'random' }],
  ['WebsocketSink out of order, with permessage-deflate', { ordered: false, perMessageDeflate: true }],
];

for (const [name, options] of acknowledged) {
  sinkKit({
    name,
    destination: (): Promise<Destination> => WebsocketDestination.start({ perMessageDeflate: true }),
    create: ({ address }) => sinkOf({ ...options, url: address }),
  }).register({ describe, it });
}

for (const framing of ['newline', 'json-array'] as const) {
  sinkKit({
    name: `WebsocketSink before what takes messages, framed by ${framing}`,
    destination: (): Promise<Destination> => WebsocketDestination.start({ link: false }),
    create: ({ address }) => sinkOf({ acknowledge: false, framing, url: address }),
  }).register({ describe, it });
}

sinkKit({
  name: 'WebsocketSink before what takes a message for each record',
  // No message holds several records, so none can be too large for that.
  destination: (): Promise<Destination> =>
    WebsocketDestination.start({
      link: false,
      modes: DESTINATION_MODES.filter((mode) => mode !== 'too-large' && mode !== 'refuse-one'),
    }),
  create: ({ address }) => sinkOf({ acknowledge: false, framing: 'message', url: address }),
}).register({ describe, it });
