import { memo } from 'react';
import { severityText, type WireRecord } from '../api/types.ts';
import { clockTime, dayText } from '../timeline/time-text.ts';
import { previewOf } from './preview.ts';

interface RecordRowProps {
  readonly record: WireRecord;
  readonly open: boolean;
  onToggle: () => void;
}

/** One record on one line: time, level, where it came from, message, and what else fits. */
export const RecordRow = memo(
  function RecordRow({ record, open, onToggle }: RecordRowProps) {
    const severity = severityText(record.severity);
    return (
      <button type="button" className={`row row-${severity}`} aria-expanded={open} onClick={onToggle}>
        <time className="row-time" dateTime={record.timestamp} title={record.timestamp}>
          <span className="row-day">{dayText(record.timestamp)}</span> {clockTime(record.timestamp)}
        </time>
        <span className={`row-level level-${severity}`}>{record.level}</span>
        <span className="row-service">{record.service ?? record.logger ?? ''}</span>
        <span className="row-message">
          {record.message.slice(0, 600)}
          <span className="row-preview">{previewOf(record)}</span>
        </span>
      </button>
    );
  },
  (before, after) => before.record === after.record && before.open === after.open,
);
