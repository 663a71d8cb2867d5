import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { gelfFormat } from '../src/index.ts';

formatterKit({ name: 'gelf', create: () => gelfFormat() }).register({ describe, it });
