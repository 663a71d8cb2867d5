import type { ContractCheck } from '@tailrace/core/testing';
import { rejects } from 'node:assert';
import type { Store } from '../store.ts';
import { plainRecord } from './append-checks.ts';
import type { Session } from './session.ts';

/** What happens at the end. */
export function lifecycleChecks(session: Session): readonly ContractCheck[] {
  const calls: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
    append: (store) => store.append([plainRecord(2)]),
    query: (store) => store.query({ filter: { type: 'everything' }, pipes: [] }),
    stream: async (store) => {
      for await (const record of store.stream({ filter: { type: 'everything' }, pipes: [] })) return record;
      return undefined;
    },
    get: (store) => store.get('x'),
    context: (store) => store.context('x', { before: 1, after: 1 }),
    fields: (store) => store.fields(),
    explain: (store) =>
      store.explain?.({ filter: { type: 'everything' }, pipes: [] }) ??
      store.query({ filter: { type: 'everything' }, pipes: [] }),
    stats: (store) => store.stats(),
    verify: (store) => store.verify(),
  };
  return [
    ...Object.entries(calls).map(
      ([name, call]): ContractCheck => ({
        name: `refuses ${name} once it is closed`,
        run: () =>
          session.withStore(async (store) => {
            await store.append([plainRecord(1)]);
            await session.close(store);
            await rejects(call(store), { code: 'TAILRACE_STORE_CLOSED' });
          }),
      }),
    ),
    {
      name: 'can be closed twice',
      run: () =>
        session.withStore(async (store) => {
          await store.close();
          await store.close();
        }),
    },
  ];
}
