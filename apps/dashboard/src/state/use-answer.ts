import { useEffect, useState } from 'react';

/** What is known of an answer that was asked for. */
export interface Asked<T> {
  /** The newest answer, kept while the next one is on its way. */
  readonly value: T | undefined;
  readonly error: Error | undefined;
  readonly loading: boolean;
}

/** Asks whenever `key` changes and cancels what it asked before; `undefined` as a key asks nothing. */
export function useAnswer<T>(key: string | undefined, ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [state, setState] = useState<Asked<T>>({ value: undefined, error: undefined, loading: key !== undefined });
  useEffect(() => {
    if (key === undefined) return undefined;
    const controller = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    ask(controller.signal).then(
      (value) => {
        if (!controller.signal.aborted) setState({ value, error: undefined, loading: false });
      },
      (error: unknown) => {
        if (!controller.signal.aborted) {
          setState((before) => ({ value: before.value, error: error as Error, loading: false }));
        }
      },
    );
    return () => controller.abort();
    // The key stands for everything that `ask` closes over.
  }, [key]);
  return state;
}
