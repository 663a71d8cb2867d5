import { useCallback, useSyncExternalStore } from 'react';

/** What the page shows; all of it is in the address, so that a link brings back the same view. */
export interface View {
  readonly q: string;
  /** `-15m` and its like, an ISO time, or empty for everything. */
  readonly from: string;
  readonly to: string;
  readonly live: boolean;
  /** The id of the open record. */
  readonly open: string;
}

const DEFAULT: View = { q: '', from: '-1h', to: '', live: true, open: '' };

/** Reads a view from an address's query part. */
export function readView(search: string): View {
  const parameters = new URLSearchParams(search);
  const to = parameters.get('to') ?? DEFAULT.to;
  return {
    q: parameters.get('q') ?? DEFAULT.q,
    from: parameters.get('from') ?? DEFAULT.from,
    to,
    live: to === '' && parameters.get('live') !== '0',
    open: parameters.get('open') ?? DEFAULT.open,
  };
}

/** Writes a view as an address's query part; what is as by default is left out. */
export function writeView(view: View): string {
  const parameters = new URLSearchParams();
  if (view.q !== DEFAULT.q) parameters.set('q', view.q);
  if (view.from !== DEFAULT.from) parameters.set('from', view.from);
  if (view.to !== DEFAULT.to) parameters.set('to', view.to);
  if (!view.live && view.to === '') parameters.set('live', '0');
  if (view.open !== DEFAULT.open) parameters.set('open', view.open);
  const text = parameters.toString();
  return text === '' ? '/' : `/?${text}`;
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** The view of the address, and a way to change parts of it. Opening a record replaces, all else is a step back. */
export function useView(): [View, (change: Partial<View>) => void] {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  const change = useCallback((part: Partial<View>) => {
    const before = readView(window.location.search);
    const after = writeView({ ...before, ...part });
    const onlyOpens = Object.keys(part).every((name) => name === 'open' || name === 'live');
    if (onlyOpens) window.history.replaceState(null, '', after);
    else window.history.pushState(null, '', after);
    for (const listener of listeners) listener();
  }, []);
  return [readView(search), change];
}
