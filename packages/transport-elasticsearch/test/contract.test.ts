import { HttpDestination, sinkKit } from '@tailrace/delivery/testing';
import { describe, it } from 'vitest';
import { ElasticsearchSink } from '../src/index.ts';

sinkKit({
  name: 'ElasticsearchSink',
  destination: () => HttpDestination.start(),
  create: (destination) => new ElasticsearchSink(destination.address),
}).register({ describe, it });
