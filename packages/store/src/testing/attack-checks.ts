import type { ContractCheck } from '@tailrace/core/testing';
import { rejects, strictEqual } from 'node:assert';
import { type FieldPath, type FilterNode, parseQuery, type PipeNode, printField } from '@tailrace/query';
import type { Store, StoreQuery } from '../store.ts';
import { ATTACKS } from './attacks.ts';
import { checkSameRecords } from './compare-answers.ts';
import { CORPUS_SIZE, CORPUS_START } from './corpus.ts';
import { checkQuery } from './query-checks.ts';
import { corpusInWire, type Session } from './session.ts';

/** Text that attacks is data wherever a user can put it: the answers are the same as in memory, and nothing is lost. */
export function attackChecks(session: Session): readonly ContractCheck[] {
  return [
    ...ATTACKS.map(
      (attack): ContractCheck => ({
        name: `takes for data, wherever it stands: ${JSON.stringify(attack)}`,
        run: async () => {
          for (const query of attackQueries(attack)) await checkQuery(session, query);
          await checkLookUps(await session.corpusStore(), attack);
        },
      }),
    ),
    {
      name: 'still has every record after all attacks',
      run: async () => {
        const store = await session.corpusStore();
        strictEqual((await store.stats()).records, CORPUS_SIZE);
        const newest = await store.query({ filter: { type: 'everything' }, pipes: [], limit: 50, order: 'oldest' });
        const expected = corpusInWire().toSorted((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
        if (newest.kind === 'records') checkSameRecords(newest.records.slice(0, 2), expected.slice(0, 2));
      },
    },
  ];
}

/** The attack as a value, a pattern, a field's name and a column's name. */
function attackQueries(attack: string): readonly StoreQuery[] {
  const named: FieldPath = ['attributes', attack];
  const nested: FieldPath = ['attributes', 'in', attack];
  const pattern = `*${attack.replaceAll(/[\\*]/g, '\\$&')}*`;
  const regex = attack.replaceAll(/[^\p{L}\p{N}_ ]/gu, (character) => `\\x{${character.codePointAt(0)?.toString(16)}}`);
  const attribute: FieldPath = ['attributes', 'attack'];
  const values = anyOf([
    { type: 'compare', field: attribute, operator: '=', value: attack },
    { type: 'compare', field: ['service'], operator: '=', value: attack },
    { type: 'in', field: ['attributes', 'attacks'], values: [attack, 'x'] },
    { type: 'compare', field: ['id'], operator: '=', value: attack },
    { type: 'compare', field: ['trace_id'], operator: '=', value: attack },
    { type: 'compare', field: ['level'], operator: '=', value: attack },
    { type: 'compare', field: ['exception', attack], operator: '=', value: attack },
  ]);
  const patterns = anyOf([
    { type: 'text', text: attack },
    { type: 'text-wildcard', pattern },
    { type: 'wildcard', field: attribute, pattern },
    { type: 'regex', field: ['service'], pattern: regex, ignoreCase: true },
    { type: 'text-regex', pattern: regex, ignoreCase: false },
  ]);
  const ranges: FilterNode = {
    type: 'range',
    field: attribute,
    from: attack,
    to: `${attack}x`,
    fromInclusive: true,
    toInclusive: false,
  };
  const exists = anyOf([{ type: 'exists', field: nested }, ranges]);
  const shown: PipeNode = { type: 'fields', fields: [named, nested], as: [attack, `${attack} 2`] };
  const counted: PipeNode = {
    type: 'stats',
    aggregates: [
      { function: 'count', as: attack },
      { function: 'max', field: nested, as: `max ${attack}` },
      { function: 'p90', field: nested, as: `p90 ${attack}` },
    ],
    by: [{ type: 'field', field: named, as: `by ${attack}` }],
  };
  return [
    { filter: values, pipes: [] },
    { filter: patterns, pipes: [{ type: 'sort', keys: [{ name: nested, descending: true }] }] },
    { filter: { type: 'exists', field: named }, pipes: [shown] },
    { filter: exists, pipes: [counted] },
    // The same as people would write it.
    parsed(`${printField(named)}:* OR (${attack}) | count by ${printField(attribute)} | limit 4`),
  ];
}

async function checkLookUps(store: Store, attack: string): Promise<void> {
  strictEqual(await store.get(attack), undefined, 'There is no record with such an id.');
  strictEqual(await store.context(attack, { before: 1, after: 1 }), undefined);
  const everything: StoreQuery = { filter: { type: 'everything' }, pipes: [] };
  await rejects(store.query({ ...everything, cursor: attack }), { code: 'TAILRACE_BAD_CURSOR' });
  // A cursor of the right form that leads to no record is a place as any other.
  const cursor = `${CORPUS_START}.${encodeURIComponent(attack)}`;
  const answer = await store.query({ ...everything, cursor, order: 'oldest', limit: 3 });
  const behind = answer.kind === 'records' ? answer.records : [];
  strictEqual(behind.length, 3);
  strictEqual(
    behind.every(({ timestamp }) => Date.parse(timestamp) >= CORPUS_START),
    true,
  );
}

function parsed(text: string): StoreQuery {
  const { filter, pipes } = parseQuery(text, { now: CORPUS_START });
  return { filter, pipes };
}

function anyOf(filters: readonly FilterNode[]): FilterNode {
  return { type: 'or', filters };
}
