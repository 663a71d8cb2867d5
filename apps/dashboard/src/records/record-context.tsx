import { client } from '../api/client.ts';
import { useAnswer } from '../state/use-answer.ts';
import { RecordRow } from './record-row.tsx';

/** What was logged just before and after a record, whatever the filter says; oldest first. */
export function RecordContext({ id }: { id: string }) {
  const { value, error, loading } = useAnswer(id, (signal) => client.context(id, signal));
  if (error !== undefined) return <p className="detail-note">{error.message}</p>;
  if (loading || value === undefined) return <p className="detail-note">Looking around…</p>;
  return (
    <div className="context">
      {value.map((record) => (
        <div key={record.id} className={record.id === id ? 'context-self' : 'context-other'}>
          <RecordRow record={record} open={false} onToggle={() => undefined} />
        </div>
      ))}
    </div>
  );
}
