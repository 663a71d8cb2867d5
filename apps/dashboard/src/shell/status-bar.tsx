import type { Tail } from '../state/use-tail.ts';

interface StatusBarProps {
  readonly shown: number;
  readonly what: 'records' | 'rows';
  readonly more: boolean;
  readonly elapsedMillis: number | undefined;
  readonly notes: readonly string[];
  readonly tail: Tail;
  readonly live: boolean;
}

const TAIL_WORDS = {
  off: 'not live',
  connecting: 'connecting…',
  open: 'live',
  lost: 'connection lost, trying again',
} as const;

/** The line at the foot: how much is shown, how long it took, what was said about the query, and the tail's health. */
export function StatusBar({ shown, what, more, elapsedMillis, notes, tail, live }: StatusBarProps) {
  return (
    <footer className="status" aria-live="polite">
      <span className={`status-tail is-${tail.state}`}>
        <span className="dot" /> {wordsOf(tail.state, live)}
      </span>
      <span>
        {shown.toLocaleString()}
        {more ? '+' : ''} {what}
      </span>
      {elapsedMillis !== undefined && <span>{Math.round(elapsedMillis)} ms</span>}
      {tail.missed > 0 && <span className="status-warn">{tail.missed.toLocaleString()} skipped by the live tail</span>}
      {notes.map((note) => (
        <span key={note} className="status-note">
          {note}
        </span>
      ))}
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
