import { decodeRecord } from '@tailrace/core';
import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { jsonFormat } from '../src/index.ts';

formatterKit({
  name: 'json',
  create: () => jsonFormat(),
  readBack(entry) {
    const decoded = decodeRecord(String(entry));
    if (!decoded.ok) throw new Error(decoded.message);
    return decoded.record;
  },
}).register({ describe, it });
