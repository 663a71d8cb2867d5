import { HttpDestination, sinkKit } from '@tailrace/delivery/testing';
import { describe, it } from 'vitest';
import { TcpSink } from '../src/index.ts';

sinkKit({
  name: 'TcpSink',
  destination: () => HttpDestination.start(),
  create: (destination) => new TcpSink(destination.address),
}).register({ describe, it });
