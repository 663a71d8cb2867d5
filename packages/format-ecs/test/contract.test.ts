import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { ecsFormat, fromEcs } from '../src/index.ts';

formatterKit({
  name: 'ecs',
  create: () => ecsFormat(),
  readBack(entry) {
    const decoded = fromEcs(String(entry));
    if (!decoded.ok) throw new Error(decoded.message);
    return decoded.record;
  },
}).register({ describe, it });
