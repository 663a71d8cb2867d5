import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { client, type Window } from '../api/client.ts';
import type { Answer, TableAnswer, WireRecord } from '../api/types.ts';
import { hasPipes } from '../search/query-text.ts';
import { useAnswer } from './use-answer.ts';

const PAGE = 200;
/** Tables, and records with those around them, come as a whole. */
const WHOLE = 2000;

export interface FoundRecords {
  readonly records: readonly WireRecord[];
  /** Behind `context` and `join-trace`: the ids of what the filter found itself. */
  readonly matches: ReadonlySet<string> | undefined;
  readonly table: TableAnswer | undefined;
  readonly notes: readonly string[];
  readonly elapsedMillis: number | undefined;
  readonly loading: boolean;
  /** What is shown answers the question before this one. */
  readonly stale: boolean;
  readonly error: Error | undefined;
  /** There is another page. */
  readonly more: boolean;
  /** There would be more, and no way to go on. */
  readonly truncated: boolean;
  loadMore: () => void;
}

interface Page {
  readonly question: string;
  readonly answer: Answer;
}

/** The answer to a question, a page at a time, newest first. */
export function useRecords(window: Window, tick: number): FoundRecords {
  const question = JSON.stringify(window);
  const limit = hasPipes(window.q) ? WHOLE : PAGE;
  const first = useAnswer<Page>(`${question} ${tick}`, async (signal) => ({
    question,
    answer: await client.query(window, { limit }, signal),
  }));
  const [rest, setRest] = useState<{ readonly records: readonly WireRecord[]; readonly cursor: string | undefined }>();
  const page = useRef<AbortController | undefined>(undefined);

  useEffect(() => {
    setRest(undefined);
    return () => {
      page.current?.abort();
      page.current = undefined;
    };
  }, [first.value]);

  const stale = first.value !== undefined && first.value.question !== question;
  // Records of another question beside a failure would pass for the answer to this one.
  const answer = stale && first.error !== undefined ? undefined : first.value?.answer;
  const cursor = rest === undefined ? answer?.cursor : rest.cursor;
  const loadMore = useCallback(() => {
    if (stale || cursor === undefined || page.current !== undefined) return;
    const controller = new AbortController();
    page.current = controller;
    client
      .query(window, { limit: PAGE, cursor }, controller.signal)
      .then((next) => {
        if (controller.signal.aborted || next.kind !== 'records') return;
        setRest((before) => ({ records: [...(before?.records ?? []), ...next.records], cursor: next.cursor }));
      })
      .catch(() => undefined)
      .finally(() => {
        if (page.current === controller) page.current = undefined;
      });
  }, [cursor, question, stale]);

  const records = useMemo(
    () => (answer?.kind === 'records' ? [...answer.records, ...(rest?.records ?? [])] : []),
    [answer, rest],
  );
  const matches = useMemo(
    () => (answer?.kind === 'records' && answer.matches !== undefined ? new Set(answer.matches) : undefined),
    [answer],
  );
  return {
    records,
    matches,
    table: answer?.kind === 'table' ? answer : undefined,
    notes: answer?.notes ?? [],
    elapsedMillis: answer?.elapsedMillis,
    loading: first.loading,
    stale,
    error: first.error,
    more: cursor !== undefined,
    truncated: answer?.truncated === true && cursor === undefined,
    loadMore,
  };
}
