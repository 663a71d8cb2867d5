import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { ecsFormat } from '../src/index.ts';

formatterKit({ name: 'ecs', create: () => ecsFormat() }).register({ describe, it });
