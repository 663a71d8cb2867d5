import { client, type Window } from '../api/client.ts';
import { passingFailure } from '../api/passing.ts';
import type { PlanReading, QueryPlan } from '../api/types.ts';
import { useAnswer } from '../state/use-answer.ts';

interface ExplainPanelProps {
  readonly window: Window;
  onClose: () => void;
}

/** A query in words, and how the store would answer it. */
export function ExplainPanel({ window, onClose }: ExplainPanelProps) {
  const { value, error } = useAnswer(JSON.stringify(window), (signal) => client.explain(window, 'yes', signal));
  return (
    <section className="explain" aria-label="Explanation of the query">
      <button type="button" className="explain-close" aria-label="Close the explanation" onClick={onClose}>
        ×
      </button>
      {value === undefined && error === undefined && <p className="explain-quiet">Looking…</p>}
      {error !== undefined && <p className="explain-quiet">{passingFailure(error)?.words ?? error.message}</p>}
      {value !== undefined && (
        <>
          <p className="explain-words">{value.words}</p>
          {value.understood !== window.q && value.understood !== '' && (
            <p className="explain-quiet">
              Understood as <code>{value.understood}</code>
            </p>
          )}
          {value.refused !== undefined && (
            <p className="explain-refused">It would not be answered: {value.refused.message}</p>
          )}
          {value.plan !== undefined && <Plan plan={value.plan} />}
        </>
      )}
    </section>
  );
}

function Plan({ plan }: { plan: QueryPlan }) {
  return (
    <>
      <ul className="explain-plan">
        {plan.readings.map((reading) => (
          <li key={reading.unit}>{readingText(reading)}</li>
        ))}
        {plan.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <div className="explain-parts">
        {plan.parts.map(({ what, where }, index) => (
          <span key={`${index}:${what}`} className={`explain-part is-${where}`}>
            <code>{what === '' ? 'everything' : what}</code> {where === 'engine' ? `by ${plan.engine}` : 'in memory'}
          </span>
        ))}
      </div>
      {plan.statements.length > 0 && (
        <details>
          <summary>
            {plan.statements.length === 1 ? 'The statement' : `The ${plan.statements.length} statements`} of{' '}
            {plan.engine}
          </summary>
          {plan.statements.map(({ language, text, values }, index) => (
            <figure key={`${index}:${text.length}`}>
              <figcaption>
                {language}, {values} {values === 1 ? 'value' : 'values'} bound
              </figcaption>
              <pre>{text}</pre>
            </figure>
          ))}
        </details>
      )}
    </>
  );
}

/** `3 of 28 segments are read (120,000 records, 4 MB); 25 are not: …` */
export function readingText({ unit, total, read, pruned, records, bytes }: PlanReading): string {
  const sizes = [
    ...(records === undefined ? [] : [`${records.toLocaleString()} records`]),
    ...(bytes === undefined ? [] : [byteText(bytes)]),
  ];
  const left = pruned.map(({ reason, count }) => `${count.toLocaleString()} are not: ${reason}`);
  return `${[
    `${read.toLocaleString()} of ${total.toLocaleString()} ${unit} are read${sizes.length > 0 ? ` (${sizes.join(', ')})` : ''}`,
    ...left,
  ].join('; ')}.`;
}

const BYTE_UNITS = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const;

function byteText(bytes: number): string {
  const [unit, size] = BYTE_UNITS.find(([, least]) => bytes >= least) ?? ['bytes', 1];
  return `${(bytes / size).toLocaleString(undefined, { maximumFractionDigits: 1 })} ${unit}`;
}
