import { useState } from 'react';
import type { FieldSummary } from '../api/types.ts';
import { hasTerm, quoteValue, toggleTerm } from '../search/query-text.ts';

/** Fields whose values are all different, or are text to read, make no facets. */
const NO_FACETS = new Set([
  'id',
  'timestamp',
  'message',
  'severity',
  'trace_id',
  'trace_flags',
  'span_id',
  'sample_rate',
]);
const NO_FACET = /(^|\.)(stack|pattern|"sampling\.threshold")$/;
const FIRST = ['level', 'service', 'logger', 'host', 'kind', 'exception.name'];

interface FacetsProps {
  readonly fields: readonly FieldSummary[];
  /** What is shown is of the question before. */
  readonly loading: boolean;
  readonly query: string;
  onQuery: (query: string) => void;
}

/** The fields of what was found, with their most frequent values; a click includes, the minus excludes. */
export function Facets({ fields, loading, query, onQuery }: FacetsProps) {
  const shown = fields
    .filter(
      ({ name, values }) =>
        !NO_FACETS.has(name) && !NO_FACET.test(name) && values.length > 0 && (values[0]?.count ?? 0) > 1,
    )
    .toSorted((a, b) => rank(a) - rank(b) || b.count - a.count || a.name.localeCompare(b.name))
    .slice(0, 24);
  return (
    <nav className={`facets${loading ? ' is-stale' : ''}`} aria-label="Facets">
      {shown.length === 0 && !loading && <p className="facets-empty">No fields to narrow by yet.</p>}
      {shown.map((field, index) => (
        <Facet key={field.name} field={field} query={query} onQuery={onQuery} openAtFirst={index < 6} />
      ))}
    </nav>
  );
}

function rank({ name }: FieldSummary): number {
  const place = FIRST.indexOf(name);
  return place < 0 ? FIRST.length : place;
}

interface FacetProps {
  readonly field: FieldSummary;
  readonly query: string;
  readonly openAtFirst: boolean;
  onQuery: (query: string) => void;
}

function Facet({ field, query, onQuery, openAtFirst }: FacetProps) {
  const [open, setOpen] = useState(openAtFirst);
  const highest = Math.max(1, ...field.values.map(({ count }) => count));
  return (
    <section className="facet">
      <button type="button" className="facet-title" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="facet-arrow" aria-hidden="true">
          {open ? '▾' : '▸'}
        </span>
        {field.name}
      </button>
      {open &&
        field.values.map(({ value, count }) => {
          const term = `${field.name}:${quoteValue(value)}`;
          const active = hasTerm(query, term);
          return (
            <div key={value} className={`facet-row${active ? ' is-active' : ''}`}>
              <button
                type="button"
                className="facet-value"
                title={`Only ${term}`}
                onClick={() => onQuery(toggleTerm(query, term))}
              >
                <span className="facet-bar" style={{ width: `${(count / highest) * 100}%` }} />
                <span className="facet-name">{value === '' ? '(empty)' : value}</span>
                <span className="facet-count">{compact(count)}</span>
              </button>
              <button
                type="button"
                className="facet-not"
                title={`Without ${term}`}
                aria-label={`Without ${term}`}
                onClick={() => onQuery(toggleTerm(query, `-${term}`))}
              >
                −
              </button>
            </div>
          );
        })}
    </section>
  );
}

function compact(count: number): string {
  return Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 }).format(count);
}
