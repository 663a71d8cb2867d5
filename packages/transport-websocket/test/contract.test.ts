import { HttpDestination, sinkKit } from '@tailrace/delivery/testing';
import { describe, it } from 'vitest';
import { WebsocketSink } from '../src/index.ts';

sinkKit({
  name: 'WebsocketSink',
  destination: () => HttpDestination.start(),
  create: (destination) => new WebsocketSink(destination.address),
}).register({ describe, it });
