import {
  checkOptions,
  encodeInfo,
  encodeRecord,
  safeStringify,
  toWinstonFormat,
  type WinstonFormatter,
  withInfoWriter,
} from '@tailrace/core';

/** Options of {@link documentFormat}. */
export interface DocumentFormatOptions {
  /** The most bytes of UTF-8 that a document may take, 1 MiB by default; strings that do not fit are cut and marked. */
  readonly maxBytes?: number;
}

/** Where the time stands behind an id of 36 characters. */
const TIME = '","timestamp":"';
const TIME_AT = '{"id":"'.length + 36;
/** By how much the name of the time grows. */
const ADDED_BYTES = 1;
/** The time behind any other id. */
const BEGINNING = /^\{"id":"(?:[^"\\]|\\.)*(?=","timestamp":")/;

/** How a NUL stands in JSON. */
const NUL = String.raw`\u0000`;
const SHOWN_NUL = '\u2400';

/**
 * Writes records as documents of Elasticsearch: Tailrace's wire form, with the time in `@timestamp`, as data streams
 * and Kibana look for it.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * new ElasticsearchTransport({ node: 'http://127.0.0.1:9200', formatter: documentFormat({ maxBytes: 100_000 }) });
 */
export function documentFormat(options: DocumentFormatOptions = {}): WinstonFormatter {
  checkOptions('documentFormat', options, { maxBytes: { type: 'integer', min: 1024 } });
  const formatter = toWinstonFormat({
    name: 'document',
    contentType: 'application/x-ndjson',
    format: (record) => documentOf(encodeRecord(record, options)),
  });
  return withInfoWriter(formatter, (info, defaults) => {
    const written = encodeInfo(info, defaults, options);
    if (written === undefined) return undefined;
    const { record, json: line, bytes } = written;
    const quick = quickDocument(line);
    if (quick === undefined) return { record, json: slowDocument(line) };
    return { record, json: quick, bytes: bytes === undefined ? undefined : bytes + ADDED_BYTES };
  });
}

function documentOf(line: string): string {
  return quickDocument(line) ?? slowDocument(line);
}

/** The line with another name for the time, and nothing else changed. */
function quickDocument(line: string): string | undefined {
  if (line.includes(NUL)) return undefined;
  const at = line.startsWith(TIME, TIME_AT) ? TIME_AT : BEGINNING.exec(line)?.[0].length;
  return at === undefined ? undefined : `${line.slice(0, at)}","@timestamp":"${line.slice(at + TIME.length)}`;
}

function slowDocument(line: string): string {
  // Records without an id or a time of their own have them at the end.
  return line.includes(NUL) ? withoutNulNames(line) : rewritten(JSON.parse(line) as Record<string, unknown>);
}

/** Elasticsearch refuses a document for a name with a NUL in it; a sign that shows one stands for it. */
function withoutNulNames(line: string): string {
  const document = JSON.parse(line, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    if (!Object.keys(value).some((key) => key.includes('\0'))) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.replaceAll('\0', SHOWN_NUL), item]));
  }) as Record<string, unknown>;
  return rewritten(document);
}

function rewritten({ timestamp, ...rest }: Record<string, unknown>): string {
  return safeStringify({ '@timestamp': timestamp, ...rest }, { maxBytes: Number.MAX_SAFE_INTEGER }).json;
}
