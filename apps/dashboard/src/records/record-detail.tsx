import { useState } from 'react';
import type { WireRecord } from '../api/types.ts';
import { quoteValue, toggleTerm } from '../search/query-text.ts';
import { CopyButton } from '../shell/copy-button.tsx';
import { ErrorText } from './error-text.tsx';
import { type FlatField, flattenRecord } from './flatten.ts';
import { RecordContext } from './record-context.tsx';

type Tab = 'fields' | 'json' | 'around';
const TABS: readonly Tab[] = ['fields', 'json', 'around'];
/** Records on either side. */
const AROUND = 20;

interface RecordDetailProps {
  readonly record: WireRecord;
  readonly query: string;
  onQuery: (query: string) => void;
  /** Asks of all times. */
  onLook: (query: string) => void;
}

/** Everything a record holds: message and stack whole, fields to filter by, its JSON, and what was logged around it. */
export function RecordDetail({ record, query, onQuery, onLook }: RecordDetailProps) {
  const [tab, setTab] = useState<Tab>('fields');
  const json = JSON.stringify(record, undefined, 2);
  return (
    <div className="detail">
      <pre className="detail-message">{record.message}</pre>
      {record.exception !== undefined && <ErrorText error={record.exception} />}
      <div className="detail-tabs" role="tablist">
        {TABS.map((name) => (
          <button key={name} type="button" role="tab" aria-selected={tab === name} onClick={() => setTab(name)}>
            {name}
          </button>
        ))}
        <span className="detail-space" />
        <button
          type="button"
          className="chip"
          title="Ask for what was logged around it"
          onClick={() => onLook(`id:${quoteValue(record.id)} | context ${AROUND}`)}
        >
          context
        </button>
        {record.trace_id !== undefined && (
          <button
            type="button"
            className="chip"
            title="Ask for all records of its trace"
            onClick={() => onLook(`id:${quoteValue(record.id)} | join-trace`)}
          >
            its trace
          </button>
        )}
        <CopyButton label="copy JSON" text={json} />
        <CopyButton
          label="copy link"
          text={`${window.location.origin}/?from=&live=0&q=id%3A${record.id}&open=${record.id}`}
        />
      </div>
      {tab === 'fields' && (
        <table className="detail-fields">
          <tbody>
            {flattenRecord(record).map((item) => (
              <FieldRow key={item.name} item={item} query={query} onQuery={onQuery} />
            ))}
          </tbody>
        </table>
      )}
      {tab === 'json' && <pre className="detail-json">{json}</pre>}
      {tab === 'around' && <RecordContext id={record.id} />}
    </div>
  );
}

function FieldRow({ item, query, onQuery }: { item: FlatField; query: string; onQuery: (query: string) => void }) {
  const term = `${item.name}:${quoteValue(item.value)}`;
  return (
    <tr>
      <td className="field-actions">
        {item.kind !== 'other' && (
          <>
            <button type="button" title={`Only ${term}`} onClick={() => onQuery(toggleTerm(query, term))}>
              +
            </button>
            <button type="button" title={`Without ${term}`} onClick={() => onQuery(toggleTerm(query, `-${term}`))}>
              −
            </button>
          </>
        )}
      </td>
      <th scope="row">{item.name}</th>
      <td className={`field-value is-${item.kind}`}>{item.value}</td>
    </tr>
  );
}
