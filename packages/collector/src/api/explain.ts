import { TailraceError } from '@tailrace/core';
import { explainQuery, printQuery } from '@tailrace/query';
import type { QueryPlan } from '@tailrace/store';
import type { RouteMount } from '../routes.ts';
import type { Services } from '../services.ts';
import { codeOf } from './failure.ts';
import { measure } from './measure.ts';
import { Parameters } from './parameters.ts';
import { type Question, readQuestion } from './question.ts';

/** What `GET /v1/explain` answers about the store. */
interface Planned {
  readonly plan?: QueryPlan;
  /** Why the store would not answer this question. */
  readonly refused?: { readonly code: string; readonly message: string };
}

/** `GET /v1/explain`: what a query means, where it is wrong, and how the store would answer it. No record is read. */
export const mountExplain: RouteMount = (route, services) => {
  route(
    'GET /v1/explain',
    measure(services, 'explain', async (request, _reply, caller) => {
      const { plan: wanted, ...asked } = request.query as Record<string, unknown>;
      const wantsPlan =
        new Parameters({ plan: wanted }, ['plan'], services.clock.now()).oneOf('plan', ['yes', 'no']) !== 'no';
      const question = readQuestion(asked, false, services);
      const { query } = question;
      // The words alone tell nothing of what is stored.
      if (wantsPlan) services.audit.note({ action: 'explain', caller, target: query.source });
      return {
        source: query.source,
        understood: printQuery(query),
        words: explainQuery(query),
        notes: query.notes,
        ...(query.problem !== undefined && { problem: query.problem }),
        ...(wantsPlan && (await planOf(question, services))),
      };
    }),
  );
};

/** What a store refuses to answer is part of the explanation; a store that is away is not. */
async function planOf({ asked, timeoutMillis }: Question, { store, clock }: Services): Promise<Planned> {
  if (store.explain === undefined) return {};
  let overtime: { cancel(): void } | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    overtime = clock.schedule(
      () => reject(new TailraceError('TAILRACE_QUERY_LIMIT', `The plan took longer than ${timeoutMillis} ms to make.`)),
      timeoutMillis,
    );
  });
  try {
    return { plan: await Promise.race([store.explain(asked), late]) };
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'TAILRACE_QUERY_UNSUPPORTED' && code !== 'TAILRACE_QUERY_LIMIT') throw error;
    return { refused: { code, message: (error as Error).message } };
  } finally {
    overtime?.cancel();
  }
}
