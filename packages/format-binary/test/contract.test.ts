import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { binaryFormat } from '../src/index.ts';

formatterKit({ name: 'binary', create: () => binaryFormat() }).register({ describe, it });
