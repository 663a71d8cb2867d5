import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { binaryFormat } from '../src/index.ts';
import { recordsIn } from './records-in.ts';

formatterKit({
  name: 'binary',
  create: () => binaryFormat(),
  text: false,
  readBack(entry) {
    const { records, damaged } = recordsIn(entry as Uint8Array);
    if (records.length !== 1 || damaged > 0) throw new Error(`${records.length} records, ${damaged} bytes damaged`);
    return records[0];
  },
}).register({ describe, it });
