import { expect, it } from 'vitest';
import { TRANSPORT_NAMES } from '../src/transport-names.ts';

it('tries every transport', () => {
  expect(new Set(TRANSPORT_NAMES).size).toBe(6);
});
