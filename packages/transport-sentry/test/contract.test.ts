import { HttpDestination, sinkKit } from '@tailrace/delivery/testing';
import { describe, it } from 'vitest';
import { SentrySink } from '../src/index.ts';

sinkKit({
  name: 'SentrySink',
  destination: () => HttpDestination.start(),
  create: (destination) => new SentrySink(destination.address),
}).register({ describe, it });
