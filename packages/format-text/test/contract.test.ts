import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { textFormat } from '../src/index.ts';

formatterKit({ name: 'text', create: () => textFormat() }).register({ describe, it });
