import { describe, expect, it } from 'vitest';
import { OpenReceipt } from '../src/receipt.ts';

describe('a receipt', () => {
  it('has its promise made on first use, with the end that came first', async () => {
    const reached = new OpenReceipt('a');
    reached.reach();
    reached.lose(new Error('too late'));
    await reached.settled;
    const lost = new OpenReceipt('b');
    lost.lose(new Error('gone'));
    await expect(lost.settled).rejects.toThrow('gone');
    expect(lost.error?.message).toBe('gone');
  });
});
