/**
 * Shares a budget among rates: answers what share of each to keep, from 0 to 1.
 *
 * Those that need less than their part are kept whole, and leave the rest to the others; parts go by the logarithm of
 * the rate, so that a thousand times as many records get a few times as much.
 */
export function shareOut(rates: readonly number[], budget: number): number[] {
  const order = rates.map((_, index) => index).sort((a, b) => (rates[a] ?? 0) - (rates[b] ?? 0));
  const parts = rates.map((rate) => Math.log2(2 + rate));
  let partsLeft = parts.reduce((sum, part) => sum + part, 0);
  let budgetLeft = budget;
  const shares: number[] = rates.map(() => 1);
  for (const index of order) {
    const rate = rates[index] ?? 0;
    const part = parts[index] ?? 0;
    const kept = Math.min(rate, (budgetLeft * part) / partsLeft);
    shares[index] = rate > 0 ? Math.min(1, kept / rate) : 1;
    budgetLeft -= kept;
    partsLeft -= part;
  }
  return shares;
}
