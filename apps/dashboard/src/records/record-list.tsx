import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { WireRecord } from '../api/types.ts';
import { RecordDetail } from './record-detail.tsx';
import { RecordRow } from './record-row.tsx';

interface RecordListProps {
  readonly records: readonly WireRecord[];
  /** Those that were found themselves, where others were added to them. */
  readonly matches: ReadonlySet<string> | undefined;
  readonly stale: boolean;
  readonly query: string;
  readonly openId: string;
  readonly selected: number;
  readonly more: boolean;
  onSelect: (index: number) => void;
  onOpen: (id: string) => void;
  onQuery: (query: string) => void;
  onLook: (query: string) => void;
  onMore: () => void;
  /** Whether the list stands at its newest end. */
  onAtTop: (atTop: boolean) => void;
}

/** Records, newest first; only the rows that are seen are in the page, so thousands scroll as easily as ten. */
export function RecordList(props: RecordListProps) {
  const { records, matches, openId, selected, more, onMore } = props;
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: records.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 28,
    overscan: 12,
    getItemKey: (index) => records[index]?.id ?? index,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;

  useEffect(() => {
    if (more && last >= records.length - 20) onMore();
  }, [more, last, records.length, onMore]);
  useEffect(() => {
    if (selected >= 0) rows.scrollToIndex(selected, { align: 'auto' });
  }, [selected]);
  useEffect(() => {
    const found = matches === undefined ? -1 : records.findIndex(({ id }) => matches.has(id));
    if (found >= 0) rows.scrollToIndex(found, { align: 'center' });
  }, [matches]);

  return (
    <div
      ref={frame}
      className={`records${props.stale ? ' is-stale' : ''}`}
      role="list"
      aria-label="Records"
      onScroll={(event) => props.onAtTop(event.currentTarget.scrollTop < 8)}
    >
      <div className="records-space" style={{ height: rows.getTotalSize() }}>
        {shown.map((row) => {
          const record = records[row.index];
          if (record === undefined) return null;
          const open = record.id === openId;
          return (
            <div
              key={row.key}
              ref={rows.measureElement}
              data-index={row.index}
              role="listitem"
              className={`record${open ? ' is-open' : ''}${row.index === selected ? ' is-selected' : ''}${matchClass(matches, record.id)}`}
              style={{ transform: `translateY(${row.start}px)` }}
            >
              <RecordRow
                record={record}
                open={open}
                onToggle={() => {
                  props.onSelect(row.index);
                  props.onOpen(open ? '' : record.id);
                }}
              />
              {open && (
                <RecordDetail record={record} query={props.query} onQuery={props.onQuery} onLook={props.onLook} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function matchClass(matches: ReadonlySet<string> | undefined, id: string): string {
  if (matches === undefined) return '';
  return matches.has(id) ? ' is-match' : ' is-added';
}
