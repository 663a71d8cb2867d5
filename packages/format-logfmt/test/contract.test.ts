import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { logfmtFormat } from '../src/index.ts';

formatterKit({ name: 'logfmt', create: () => logfmtFormat() }).register({ describe, it });
