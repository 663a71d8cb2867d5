import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { client, type Window } from '../api/client.ts';
import type { Answer, TableAnswer, WireRecord } from '../api/types.ts';
import { useAnswer } from './use-answer.ts';

const PAGE = 200;

export interface FoundRecords {
  readonly records: readonly WireRecord[];
  readonly table: TableAnswer | undefined;
  readonly notes: readonly string[];
  readonly elapsedMillis: number | undefined;
  readonly loading: boolean;
  readonly error: Error | undefined;
  readonly more: boolean;
  loadMore: () => void;
}

/** The answer to a question, a page at a time, newest first. */
export function useRecords(window: Window, tick: number): FoundRecords {
  const key = JSON.stringify([window, tick]);
  const first = useAnswer<Answer>(key, (signal) => client.query(window, { limit: PAGE }, signal));
  const [rest, setRest] = useState<{ readonly records: readonly WireRecord[]; readonly cursor: string | undefined }>();
  const page = useRef<AbortController | undefined>(undefined);

  useEffect(() => {
    setRest(undefined);
    return () => {
      page.current?.abort();
      page.current = undefined;
    };
  }, [first.value]);

  const answer = first.value;
  const cursor = rest === undefined ? answer?.cursor : rest.cursor;
  const loadMore = useCallback(() => {
    if (cursor === undefined || page.current !== undefined) return;
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
  }, [cursor, key]);

  const records = useMemo(
    () => (answer?.kind === 'records' ? [...answer.records, ...(rest?.records ?? [])] : []),
    [answer, rest],
  );
  return {
    records,
    table: answer?.kind === 'table' ? answer : undefined,
    notes: answer?.notes ?? [],
    elapsedMillis: answer?.elapsedMillis,
    loading: first.loading,
    error: first.error,
    more: cursor !== undefined,
    loadMore,
  };
}
