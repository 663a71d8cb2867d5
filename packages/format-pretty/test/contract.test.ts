import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { prettyFormat } from '../src/index.ts';

formatterKit({
  name: 'pretty',
  create: () => prettyFormat({ colors: false, timestamp: 'iso' }),
  text: 'indented',
}).register({ describe, it });
