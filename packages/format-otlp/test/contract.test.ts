import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { otlpFormat } from '../src/index.ts';

formatterKit({ name: 'otlp', create: () => otlpFormat() }).register({ describe, it });
