import * as fc from 'fast-check';
import type { Aggregate, FieldPath, FilterNode, GroupKey, PipeNode } from '@tailrace/query';

const PIECES = [
  'level',
  'service',
  'user.id',
  '"a b"',
  'timestamp',
  'message',
  ':',
  '=',
  '!=',
  '>=',
  '<',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ' TO ',
  ' OR ',
  ' AND ',
  'NOT ',
  '-',
  '*',
  '"',
  '/',
  '/i',
  '\\',
  '|',
  '||',
  '&&',
  ' ',
  ',',
  'count',
  'by',
  '5m',
  'sort',
  'limit',
  'fields',
  'patterns',
  'rename',
  'context',
  'before',
  'after 2',
  'join-trace',
  'top',
  'p95',
  'p99.9(x)',
  'in',
  'as',
  'warn',
  '250ms',
  '10KB',
  '-15m',
  'today',
  '2026-11-22',
  '1.0',
  'é',
  '🚀',
  '\n',
  'Σ',
];

/** Texts that are nearly queries. */
export const almostQueries: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ maxLength: 200 }),
);

const words = fc.oneof(
  fc.constantFrom(
    'api',
    '500',
    '1.0',
    'true',
    'null',
    'NOT',
    'in',
    'a*b',
    'a"b',
    'a\\b',
    'C:\\t',
    '250ms',
    '10KB',
    '/x/',
    '-x',
    'warn',
    'ß',
    '',
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const numbers = fc.oneof(fc.integer(), fc.constantFrom(0, 0.1, -2.5, 1e21, 1e-7));
const values = fc.oneof(words, numbers, fc.boolean(), fc.constant(null));
const ordered = fc.oneof(words, numbers);

const fields: fc.Arbitrary<FieldPath> = fc.oneof(
  fc.constantFrom<FieldPath[]>(
    ['service'],
    ['level'],
    ['severity'],
    ['message'],
    ['exception', 'code'],
    ['attributes', 'level'],
  ),
  fc.array(words, { minLength: 1, maxLength: 3 }).map((rest) => ['attributes', ...rest]),
);
const times = fc.integer({ min: -6e13, max: 2e14 }).map((time) => new Date(time).toISOString());
const patterns = fc
  .array(
    fc.oneof(
      words.map((word) => word.replace(/[\\*]/g, '\\$&')),
      fc.constant('*'),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => `${parts.join('')}*`)
  .filter((pattern) => !/^\*+$/.test(pattern));
const regexes = fc.constantFrom('a', 'a/b', '\\d+ ms', '^x|y$', '[/\\]]', '(?i)z', 'a\\\\b');

const leaf: fc.Arbitrary<FilterNode> = fc.oneof(
  words.filter((word) => word !== '').map((text): FilterNode => ({ type: 'text', text })),
  patterns.map((pattern): FilterNode => ({ type: 'text-wildcard', pattern })),
  fc.record({ type: fc.constant('text-regex' as const), pattern: regexes, ignoreCase: fc.boolean() }),
  fc.record({
    type: fc.constant('severity' as const),
    operator: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
    severity: fc.constantFrom(1, 5, 9, 13, 17, 21),
  }),
  fc.record({ type: fc.constant('exists' as const), field: fields }),
  fc.record({
    type: fc.constant('compare' as const),
    field: fields,
    operator: fc.constantFrom('=' as const, '!=' as const),
    value: values,
  }),
  fc.record({
    type: fc.constant('compare' as const),
    field: fields,
    operator: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
    value: ordered,
  }),
  fc.record({
    type: fc.constant('compare' as const),
    field: fc.constant(['timestamp']),
    operator: fc.constantFrom('=' as const, '!=' as const, '<' as const, '>=' as const),
    value: times,
  }),
  fc.record({ type: fc.constant('wildcard' as const), field: fields, pattern: patterns }),
  fc.record({ type: fc.constant('regex' as const), field: fields, pattern: regexes, ignoreCase: fc.boolean() }),
  fc.record({
    type: fc.constant('in' as const),
    field: fields,
    values: fc.uniqueArray(values, { minLength: 2, maxLength: 4 }),
  }),
  fc
    .record({
      type: fc.constant('range' as const),
      field: fields,
      from: fc.option(ordered),
      to: fc.option(ordered),
      fromInclusive: fc.boolean(),
      toInclusive: fc.boolean(),
    })
    .filter(({ from, to }) => from !== null || to !== null)
    .map((range) => ({
      ...range,
      fromInclusive: range.from === null || range.fromInclusive,
      toInclusive: range.to === null || range.toInclusive,
    })),
);

/** Filters as the parser makes them: flat, and nothing superfluous in them. */
export const filters: fc.Arbitrary<FilterNode> = fc.letrec<{
  any: FilterNode;
  unit: FilterNode;
  and: FilterNode;
  or: FilterNode;
}>((tie) => ({
  unit: fc.oneof(
    { maxDepth: 2 },
    leaf,
    leaf.map((filter): FilterNode => ({ type: 'not', filter })),
    tie('and').map((filter): FilterNode => ({ type: 'not', filter })),
  ),
  and: fc
    .array(fc.oneof({ maxDepth: 2 }, tie('unit'), tie('or')), { minLength: 2, maxLength: 3 })
    .map((parts): FilterNode => ({ type: 'and', filters: parts })),
  or: fc
    .array(fc.oneof({ maxDepth: 2 }, tie('unit'), tie('and')), { minLength: 2, maxLength: 3 })
    .map((parts): FilterNode => ({ type: 'or', filters: parts })),
  any: fc.oneof({ maxDepth: 2 }, fc.constant<FilterNode>({ type: 'everything' }), tie('unit'), tie('and'), tie('or')),
})).any;

const names = fc.constantFrom('a', 'n1', 'some name', 'p95(x)', 'by', 'desc');
const recordAggregates: fc.Arbitrary<Aggregate> = fc.oneof(
  fc.constantFrom<Aggregate>(
    { function: 'count', as: 'count' },
    { function: 'records', as: 'records' },
    { function: 'rate', as: 'per second' },
    { function: 'p95', field: ['attributes', 'duration_ms'], as: 'p95(duration_ms)' },
    { function: 'unique', field: ['attributes', 'user', 'id'], as: 'unique(user.id)' },
    { function: 'min', field: ['timestamp'], as: 'min(timestamp)' },
    { function: 'p99.9', field: ['attributes', 'x'], as: 'p99.9(x)' },
    { function: 'p0', field: ['attributes', 'x'], as: 'a\u0000"\\b' },
  ),
  fc.record({ function: fc.constantFrom('sum' as const, 'avg' as const), field: fields, as: names }),
);
const keys: fc.Arbitrary<GroupKey> = fc.oneof(
  fc.record({ type: fc.constant('field' as const), field: fields, as: names }),
  fc.record({
    type: fc.constant('time' as const),
    intervalMillis: fc.integer({ min: 1, max: 1e9 }),
    as: fc.constant('time'),
  }),
);
const stats = fc
  .record({
    type: fc.constant('stats' as const),
    aggregates: fc.array(recordAggregates, { minLength: 1, maxLength: 3 }),
    by: fc.array(keys, { maxLength: 3 }),
  })
  .filter(({ aggregates, by }) => {
    const columns = [...by, ...aggregates].map(({ as }) => as);
    return new Set(columns).size === columns.length;
  });

const stages = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('context' as const), before: fc.nat(1000), after: fc.nat(1000) }),
    fc.constant<PipeNode>({ type: 'join-trace' }),
    fc.record({ type: fc.constant('limit' as const), count: fc.integer({ min: 1, max: 10_000 }) }),
  ),
  { maxLength: 3 },
);

function behind({
  aggregates,
  by,
}: {
  readonly aggregates: readonly Aggregate[];
  readonly by: readonly GroupKey[];
}): fc.Arbitrary<PipeNode> {
  const column = fc.constantFrom(...[...by, ...aggregates].map(({ as }) => [as]));
  return fc.oneof(
    fc.record({ type: fc.constant('limit' as const), count: fc.integer({ min: 1, max: 10_000 }) }),
    fc.record({
      type: fc.constant('sort' as const),
      keys: fc.array(fc.record({ name: column, descending: fc.boolean() }), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({
      type: fc.constant('fields' as const),
      fields: column.map((name) => [name]),
      as: words.filter((word) => word !== '').map((word) => [`new ${word}`]),
    }),
    column.chain(([from = '']) =>
      words.map((word): PipeNode => ({ type: 'rename', columns: [{ from, to: `other ${word}` }] })),
    ),
  );
}

/** Pipes as the parser makes them. */
export const pipes: fc.Arbitrary<readonly PipeNode[]> = fc.oneof(
  fc.constant<readonly PipeNode[]>([]),
  stats.chain((pipe) =>
    fc
      .tuple(stages, fc.array(behind(pipe), { maxLength: 2 }))
      // Only the last may change the columns.
      .filter(([, rest]) => rest.slice(0, -1).every(({ type }) => type === 'sort' || type === 'limit'))
      .map(([before, rest]): readonly PipeNode[] => [...before, pipe, ...rest]),
  ),
  fc
    .uniqueArray(fields, { minLength: 1, maxLength: 3, selector: (field) => field.join('\0') })
    .map((shown): readonly PipeNode[] => [{ type: 'fields', fields: shown, as: shown.map((_, n) => `column "${n}"`) }]),
  fc
    .uniqueArray(fields, { minLength: 1, maxLength: 3, selector: (field) => field.join('\0') })
    .map((shown): readonly PipeNode[] => [
      { type: 'sort', keys: [{ name: ['attributes', 'x'], descending: true }] },
      { type: 'fields', fields: shown },
    ]),
  fc.constant<readonly PipeNode[]>([
    { type: 'patterns', limit: 7 },
    { type: 'limit', count: 2 },
  ]),
);
