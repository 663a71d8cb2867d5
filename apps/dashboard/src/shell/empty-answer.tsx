import type { View } from '../state/location.ts';
import type { FoundRecords } from '../state/use-records.ts';

interface EmptyAnswerProps {
  readonly shown: boolean;
  readonly found: FoundRecords;
  readonly view: View;
  onView: (change: Partial<View>) => void;
}

/** What the page says where there is nothing to show, and what to do about it. */
export function EmptyAnswer({ shown, found, view, onView }: EmptyAnswerProps) {
  if (!shown) return null;
  // The failure is told above.
  if (found.error !== undefined) return null;
  if (found.loading) return <div className="empty">Searching…</div>;
  return (
    <div className="empty">
      <p>{view.q === '' ? 'No records in this window yet.' : 'Nothing matches in this window.'}</p>
      {view.from !== '' && (
        <button type="button" className="chip" onClick={() => onView({ from: '', to: '' })}>
          look at all time
        </button>
      )}
      {view.q !== '' && (
        <button type="button" className="chip" onClick={() => onView({ q: '' })}>
          clear the query
        </button>
      )}
    </div>
  );
}
