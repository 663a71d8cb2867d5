import { type LogRecord, TailraceError } from '@tailrace/core';

/** The name of an index or a data stream, which may depend on the record. */
export interface IndexName {
  /** As it was given. */
  readonly template: string;
  /** The name where it is the same for all records. */
  readonly fixed: string | undefined;
  /** The name for a record. */
  of(record: LogRecord): string;
  /** The pattern of all names for records of a kind; without a kind, of all names. */
  pattern(kind?: string): string;
  readonly usesKind: boolean;
}

const PLACEHOLDER = /\{(\w*)\}/g;
type Part = 'service' | 'kind' | 'level' | 'date';
const PARTS: Readonly<Record<Part, (record: LogRecord) => string>> = {
  service: ({ service }) => part(service ?? 'unknown'),
  kind: ({ kind }) => part(kind ?? 'log'),
  level: ({ level }) => part(level),
  date: ({ timestamp }) => dayOf(timestamp),
};

/** What records put in has letters, digits, dots and `_` only: the hyphen sets the parts of a data stream's name apart. */
const UNFIT = /[^a-z0-9._]+/g;
const UNFIT_BEGINNING = /^[._]+/;
const MAX_PART = 60;
const VALID = /^(?![-_+.])[^\\/*?"<>|,#:\sA-Z]{1,255}$/;
/** What the names of everybody's data streams begin with. */
const SHARED_BEGINNING = /^(?:logs|metrics|traces|synthetics|profiling)-/;
/** A template for a pattern with less than this before its first star would be for other people's indexes, too. */
const LEAST_PREFIX = 3;

/**
 * Reads the name of an index or a data stream with `{service}`, `{kind}`, `{level}` and `{date}` in it.
 *
 * What records put in is brought to what a name may have: lower case, `_` for everything else, and no hyphens.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` for a name that Elasticsearch would not take.
 */
export function indexName(option: 'index' | 'dataStream', template: string): IndexName {
  const parts = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name as Part);
  const unknown = parts.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) {
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      `ElasticsearchTransport: '${option}' knows {service}, {kind}, {level} and {date}, not {${unknown}}.`,
    );
  }
  const sample = template.replace(PLACEHOLDER, 'x');
  if (!VALID.test(sample)) {
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      `ElasticsearchTransport: '${option}' takes a name in lower case without blanks and \\ / * ? " < > | , # : that does not begin with - _ + or a dot, not ${JSON.stringify(template.slice(0, 80))}.`,
    );
  }
  return {
    template,
    fixed: parts.length === 0 ? template : undefined,
    of: (record) => template.replace(PLACEHOLDER, (_, name: Part) => PARTS[name](record)),
    pattern: (kind) =>
      template.replace(PLACEHOLDER, (_, name: Part) => (name === 'kind' && kind !== undefined ? part(kind) : '*')),
    usesKind: parts.includes('kind'),
  };
}

/**
 * Checks that a template for a name is for no other indexes: a word of the application's own has to stand before what
 * records put in. `logs-{service}-default` has none, and its template would hold for every data stream of that namespace,
 * whoever writes it.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` where there is none.
 */
export function checkPrefix(option: 'index' | 'dataStream', { template, fixed }: IndexName): void {
  if (fixed !== undefined) return;
  const prefix = template.slice(0, template.indexOf('{')).replace(SHARED_BEGINNING, '');
  if (prefix.length >= LEAST_PREFIX) return;
  throw new TailraceError(
    'TAILRACE_BAD_OPTION',
    `ElasticsearchTransport: '${option}' has no word of your own before what records put in, so that a template for it would be for other indexes, too. Give it one of ${LEAST_PREFIX} letters, 'logs-shop.{service}-default' for example, or switch 'setup' off.`,
  );
}

function part(word: unknown): string {
  const text = String(word).toLowerCase().replace(UNFIT, '_').replace(UNFIT_BEGINNING, '').slice(0, MAX_PART);
  return text === '' ? 'unknown' : text;
}

function dayOf(timestamp: number): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime())
    ? 'undated'
    : date.toISOString().slice(0, -14).replaceAll('-', '.').replace('+', '');
}
