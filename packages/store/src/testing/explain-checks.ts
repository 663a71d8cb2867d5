import type { ContractCheck } from '@tailrace/core/testing';
import { deepStrictEqual, strictEqual } from 'node:assert';
import { parseQueryStrict, printFilter, printPipes } from '@tailrace/query';
import type { PlanReading, QueryPlan } from '../query-plan.ts';
import type { Store } from '../store.ts';
import { ATTACKS } from './attacks.ts';
import { CORPUS_START } from './corpus.ts';
import { PIPE_QUERIES } from './corpus-pipes.ts';
import { FILTER_QUERIES } from './corpus-queries.ts';
import type { Session } from './session.ts';

/** What a store says about how it would answer; a store without `explain` says nothing. */
export function explainChecks(session: Session): readonly ContractCheck[] {
  return [
    {
      name: 'tells of each query how it would be answered: every part, and why something is not read',
      run: () =>
        withExplain(session, async (explain) => {
          for (const [index, text] of [...FILTER_QUERIES, ...PIPE_QUERIES].entries()) {
            // Every seventh shows each kind of filter and pipe.
            if (index % 7 === 0) await checkPlan(explain, text);
          }
        }),
    },
    {
      name: 'tells how a query would be answered without its values',
      run: () =>
        withExplain(session, async (explain) => {
          // A word may be the name of a column of the store's own making.
          for (const attack of ATTACKS.filter((text) => text.length > 10 && /[^\w.@-]/.test(text))) {
            const plan = await explain({
              filter: { type: 'compare', field: ['attributes', attack], operator: '=', value: `needle ${attack}` },
              pipes: [],
            });
            for (const { text } of plan.statements) {
              if (text.includes(attack)) throw new Error(`A statement has the text of the query in it: ${text}`);
            }
          }
        }),
    },
  ];
}

async function withExplain(
  session: Session,
  check: (explain: NonNullable<Store['explain']>) => Promise<void>,
): Promise<void> {
  const store = await session.corpusStore();
  if (store.explain !== undefined) await check(store.explain.bind(store));
}

async function checkPlan(
  explain: (query: Parameters<NonNullable<Store['explain']>>[0]) => Promise<QueryPlan>,
  text: string,
): Promise<void> {
  const { filter, pipes } = parseQueryStrict(text, { now: CORPUS_START });
  const plan = await explain({ filter, pipes });
  const words = plan.parts.map(({ what }) => what);
  deepStrictEqual(words, [printFilter(filter), ...printPipes(pipes)], 'The plan leaves parts of the query out.');
  plan.readings.forEach(checkReading);
}

function checkReading({ unit, total, read, pruned }: PlanReading): void {
  const left = pruned.reduce((sum, { count }) => sum + count, 0);
  strictEqual(read + left, total, `Of ${total} ${unit} ${read} are read and ${left} are not.`);
  strictEqual(
    pruned.every(({ reason, count }) => reason !== '' && count > 0),
    true,
    'A reason is missing.',
  );
}
