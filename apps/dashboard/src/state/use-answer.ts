import { useEffect, useState } from 'react';
import { passingFailure } from '../api/passing.ts';

/** What is known of an answer that was asked for. */
export interface Asked<T> {
  /** The newest answer, kept while the next one is on its way. */
  readonly value: T | undefined;
  /** The key that `value` answers. */
  readonly answers: string | undefined;
  readonly error: Error | undefined;
  readonly loading: boolean;
}

interface Settled<T> extends Omit<Asked<T>, 'loading'> {
  /** What was asked last. */
  readonly key: string | undefined;
}

/**
 * Asks whenever `key` changes and cancels what it asked before; `undefined` as a key asks nothing. Where the failure is
 * one that passes, it asks again by itself.
 */
export function useAnswer<T>(key: string | undefined, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [state, setState] = useState<Settled<T>>({
    value: undefined,
    answers: undefined,
    error: undefined,
    key: undefined,
  });
  useEffect(() => {
    if (key === undefined) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const attempt = (): void => {
      ask(signal).then(
        (value) => {
          if (!signal.aborted) setState({ value, answers: key, error: undefined, key });
        },
        (error: unknown) => {
          if (signal.aborted) return;
          setState((before) => ({ ...before, error: error as Error, key }));
          const passing = passingFailure(error as Error);
          if (passing !== undefined) retry = setTimeout(attempt, passing.retryMillis);
        },
      );
    };
    attempt();
    return () => {
      controller.abort();
      clearTimeout(retry);
    };
    // The key stands for everything that `ask` closes over.
  }, [key]);
  const loading = key !== undefined && state.key !== key;
  return { value: state.value, answers: state.answers, error: loading ? undefined : state.error, loading };
}
