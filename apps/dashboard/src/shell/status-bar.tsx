import type { StoreStats } from '../api/types.ts';
import type { Tail } from '../state/use-tail.ts';

interface StatusBarProps {
  readonly shown: number;
  readonly what: 'records' | 'rows';
  readonly more: boolean;
  readonly elapsedMillis: number | undefined;
  readonly truncated: boolean;
  readonly stats: StoreStats | undefined;
  readonly tail: Tail;
  readonly live: boolean;
}

const TAIL_WORDS = {
  off: 'not live',
  connecting: 'connecting…',
  open: 'live',
  lost: 'connection lost, trying again',
} as const;

/** The line at the foot: how much is shown, how long it took, the tail's health and the store's. */
export function StatusBar(props: StatusBarProps) {
  const { shown, what, more, truncated, elapsedMillis, stats, tail, live } = props;
  const waiting = stats?.waiting?.records ?? 0;
  const damaged = stats?.damaged ?? [];
  return (
    <footer className="status" aria-live="polite">
      <span className={`status-tail is-${tail.state}`}>
        <span className="dot" /> {wordsOf(tail.state, live)}
      </span>
      <span>
        {truncated && 'the first '}
        {shown.toLocaleString()}
        {more ? '+' : ''} {shown === 1 && !more ? what.slice(0, -1) : what}
      </span>
      {elapsedMillis !== undefined && <span>{Math.round(elapsedMillis)} ms</span>}
      {tail.missed > 0 && <span className="status-warn">{tail.missed.toLocaleString()} skipped by the live tail</span>}
      {tail.full && live && <span className="status-quiet">the newest; pause (p) to see older ones</span>}
      {waiting > 0 && (
        <span className="status-warn" title="They are kept by the collector until the store has them.">
          {waiting.toLocaleString()} {waiting === 1 ? 'record waits' : 'records wait'} to be stored
        </span>
      )}
      {damaged.length > 0 && (
        <span className="status-warn" title={damaged.map(({ file, reason }) => `${file}: ${reason}`).join('\n')}>
          {damaged.length.toLocaleString()} {damaged.length === 1 ? 'file' : 'files'} damaged
        </span>
      )}
      <span className="status-space" />
      <span className="status-keys">
        <kbd>/</kbd> search <kbd>j</kbd>
        <kbd>k</kbd> move <kbd>Enter</kbd> open <kbd>p</kbd> pause <kbd>?</kbd> keys
      </span>
    </footer>
  );
}

function wordsOf(state: Tail['state'], live: boolean): string {
  return live || state === 'lost' ? TAIL_WORDS[state] : 'paused';
}
