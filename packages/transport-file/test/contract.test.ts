import { sinkKit } from '@tailrace/delivery/testing';
import { describe, it } from 'vitest';
import { FileSink } from '../src/index.ts';
import { FileDestination } from './file-destination.ts';

for (const fsync of [false, true]) {
  sinkKit({
    name: fsync ? 'FileSink that syncs' : 'FileSink',
    destination: () => Promise.resolve(new FileDestination()),
    create: ({ address }) => new FileSink({ filename: address, fsync }),
  }).register({ describe, it });
}
