import type { PlanReading, QueryPlan } from '@tailrace/store';

/** Says a store's plan in sentences. */
export function planSteps({ engine, readings, parts, notes }: QueryPlan): string[] {
  const inEngine = parts.filter(({ where }) => where === 'engine').map(({ what }) => what || 'everything');
  const inMemory = parts.filter(({ where }) => where === 'memory').map(({ what }) => what);
  return [
    ...readings.map(readingStep),
    ...(inEngine.length > 0 ? [`${engine} works out: ${inEngine.join(' | ')}`] : []),
    ...(inMemory.length > 0 ? [`What it gave is worked out here, in memory: ${inMemory.join(' | ')}`] : []),
    ...notes,
  ];
}

function readingStep({ unit, total, read, pruned, records, bytes }: PlanReading): string {
  const sizes = [
    ...(records === undefined ? [] : [`${count(records)} records`]),
    ...(bytes === undefined ? [] : [`${count(bytes)} bytes`]),
  ];
  const size = sizes.length === 0 ? '' : ` (${sizes.join(', ')})`;
  const left = pruned.map((each) => `${count(each.count)} ${each.reason}`);
  return `${count(read)} of ${count(total)} ${unit} are read${size}${left.length === 0 ? '' : `; not read: ${left.join(', ')}`}.`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
