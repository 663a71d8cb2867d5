import { formatRange } from '../timeline/time-text.ts';

const RANGES: readonly (readonly [string, string])[] = [
  ['-5m', '5 minutes'],
  ['-15m', '15 minutes'],
  ['-1h', '1 hour'],
  ['-6h', '6 hours'],
  ['-24h', '24 hours'],
  ['-7d', '7 days'],
  ['-30d', '30 days'],
  ['', 'everything'],
];

interface TimeRangeProps {
  readonly from: string;
  readonly to: string;
  onChange: (from: string, to: string) => void;
}

/** The window of time: a span until now, or one that was drawn on the histogram. */
export function TimeRange({ from, to, onChange }: TimeRangeProps) {
  const drawn = to !== '' || !RANGES.some(([value]) => value === from);
  return (
    <div className="range">
      {drawn && (
        <button type="button" className="range-drawn" title="Back to the last hour" onClick={() => onChange('-1h', '')}>
          {formatRange(from, to)} <span aria-hidden="true">×</span>
        </button>
      )}
      <select aria-label="Time range" value={drawn ? '?' : from} onChange={(event) => onChange(event.target.value, '')}>
        {drawn && (
          <option value="?" disabled>
            drawn
          </option>
        )}
        {RANGES.map(([value, label]) => (
          <option key={value} value={value}>
            {label === 'everything' ? 'All time' : `Last ${label}`}
          </option>
        ))}
      </select>
    </div>
  );
}
