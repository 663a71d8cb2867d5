import type { ContractCheck } from '@tailrace/core/testing';
import { rejects, strictEqual } from 'node:assert';
import { type Aggregate, type FieldPath, type FilterNode, parseQuery, type PipeNode } from '@tailrace/query';
import type { Store, StoreQuery } from '../store.ts';
import { ATTACKS } from './attacks.ts';
import { CORPUS_SIZE, CORPUS_START } from './corpus.ts';
import { checkQuery } from './query-checks.ts';
import type { Session } from './session.ts';

/** Attacks that stand in one query together: a query for each of them would take long and find no more. */
const PER_QUERY = 6;
const ATTRIBUTE: FieldPath = ['attributes', 'attack'];

/** Text that attacks is data wherever a user can put it: the answers are the same as in memory, and nothing is lost. */
export function attackChecks(session: Session): readonly ContractCheck[] {
  const groups: (readonly string[])[] = [];
  for (let start = 0; start < ATTACKS.length; start += PER_QUERY) groups.push(ATTACKS.slice(start, start + PER_QUERY));
  return [
    ...Object.entries(PLACES).flatMap(([place, queryOf]) =>
      groups.map(
        (attacks, index): ContractCheck => ({
          name: `takes attacks for data ${place}: ${JSON.stringify(attacks[0])} and others (${index + 1})`,
          run: () => checkQuery(session, queryOf(attacks)),
        }),
      ),
    ),
    {
      name: 'takes attacks for data as ids and cursors',
      run: async () => {
        const store = await session.corpusStore();
        for (const [index, attack] of ATTACKS.entries()) await checkLookUps(store, attack, index % PER_QUERY === 0);
      },
    },
    {
      name: 'still has every record after all attacks',
      run: async () => {
        const store = await session.corpusStore();
        strictEqual((await store.stats()).records, CORPUS_SIZE);
        await checkQuery(session, { filter: { type: 'everything' }, pipes: [COUNT], limit: 10 });
      },
    },
  ];
}

const COUNT: PipeNode = { type: 'stats', aggregates: [{ function: 'count', as: 'count' }], by: [] };

/** Where the text of a user may stand, each with a query that has it there. */
const PLACES: Readonly<Record<string, (attacks: readonly string[]) => StoreQuery>> = {
  'as values': (attacks) => ({ filter: anyOf(attacks.flatMap(asValues)), pipes: [] }),
  'as patterns': (attacks) => ({ filter: anyOf(attacks.flatMap(asPatterns)), pipes: [] }),
  'as ends of ranges': (attacks) => ({ filter: anyOf(attacks.map(asRange)), pipes: [] }),
  'as names of fields': (attacks) => ({
    filter: anyOf(
      attacks.flatMap((attack) =>
        [named(attack), nested(attack)].map((field): FilterNode => ({ type: 'exists', field })),
      ),
    ),
    pipes: [{ type: 'sort', keys: attacks.map((attack) => ({ name: nested(attack), descending: true })) }],
  }),
  'as names of columns': (attacks) => ({
    filter: anyOf(attacks.map(asRange)),
    pipes: [{ type: 'fields', fields: attacks.map(nested), as: attacks }],
  }),
  'as names of groups and statistics': (attacks) => ({
    filter: anyOf(attacks.map(asRange)),
    pipes: [
      {
        type: 'stats',
        aggregates: attacks.flatMap((attack): readonly Aggregate[] => [
          { function: 'max', field: nested(attack), as: attack },
          { function: 'p90', field: nested(attack), as: `p90 ${attack}` },
        ]),
        by: attacks.slice(0, 2).map((attack) => ({ type: 'field', field: named(attack), as: `by ${attack}` })),
      },
      { type: 'rename', columns: attacks.map((attack) => ({ from: attack, to: `${attack} renamed` })) },
    ],
  }),
  'as whole queries': (attacks) => ({
    filter: anyOf(attacks.map((attack) => parseQuery(attack, { now: CORPUS_START }).filter)),
    pipes: [COUNT],
  }),
};

function named(attack: string): FieldPath {
  return ['attributes', attack];
}

function nested(attack: string): FieldPath {
  return ['attributes', 'in', attack];
}

function asValues(attack: string): readonly FilterNode[] {
  return [
    { type: 'compare', field: ATTRIBUTE, operator: '=', value: attack },
    { type: 'compare', field: ['service'], operator: '=', value: attack },
    { type: 'in', field: ['attributes', 'attacks'], values: [attack, 'x'] },
    { type: 'compare', field: ['id'], operator: '=', value: attack },
    { type: 'compare', field: ['trace_id'], operator: '=', value: attack },
    { type: 'compare', field: ['exception', attack], operator: '=', value: attack },
  ];
}

function asPatterns(attack: string): readonly FilterNode[] {
  const pattern = `*${attack.replaceAll(/[\\*]/g, '\\$&')}*`;
  const regex = attack.replaceAll(/[^\p{L}\p{N}_ ]/gu, (found) => `\\x{${found.codePointAt(0)?.toString(16)}}`);
  return [
    { type: 'text', text: attack },
    { type: 'text-wildcard', pattern },
    { type: 'wildcard', field: ATTRIBUTE, pattern },
    { type: 'regex', field: ['service'], pattern: regex, ignoreCase: true },
    { type: 'text-regex', pattern: regex, ignoreCase: false },
  ];
}

function asRange(attack: string): FilterNode {
  return { type: 'range', field: ATTRIBUTE, from: attack, to: attack, fromInclusive: true, toInclusive: true };
}

async function checkLookUps(store: Store, attack: string, withContext: boolean): Promise<void> {
  strictEqual(await store.get(attack), undefined, 'There is no record with such an id.');
  if (withContext) strictEqual(await store.context(attack, { before: 1, after: 1 }), undefined);
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

function anyOf(filters: readonly FilterNode[]): FilterNode {
  return { type: 'or', filters };
}
