import { afterAll, describe, it } from 'vitest';
import { MemoryStore } from '@tailrace/store';
import { describeKit, storeKit } from '@tailrace/store/testing';

describeKit(storeKit({ name: 'MemoryStore', open: () => new MemoryStore(), keeps: false }), { describe, it, afterAll });
