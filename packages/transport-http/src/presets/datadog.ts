import { severityText } from '@tailrace/core';
import type { HttpTransportOptions } from '../http-transport-options.ts';
import { presetFormatter } from './preset-formatter.ts';

/** Which Datadog account logs go to, and what is said of them all. */
export interface DatadogOptions {
  readonly apiKey: string;
  /** The site of the account, `datadoghq.eu` for example; `datadoghq.com` by default. */
  readonly site?: string;
  /** What wrote the logs, which chooses Datadog's pipeline; `nodejs` by default. */
  readonly source?: string;
  /** `{ env: 'live', version: '1.2' }`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Another address than the site's, a proxy's for example. */
  readonly url?: string | URL;
}

/** Datadog's limits of a request: 5 MB before compression, 1,000 records of 1 MB each. */
const MAX_BYTES = 5_000_000;
const MAX_RECORDS = 1000;
const MAX_RECORD_BYTES = 1_000_000;
/** Of the record itself; the rest is for what is said of them all. */
const MAX_WIRE_BYTES = 950_000;

/**
 * Options that deliver to Datadog's log intake: gzipped JSON arrays within its limits.
 *
 * @example
 * new HttpTransport(datadog({ apiKey: process.env.DD_API_KEY, site: 'datadoghq.eu', tags: { env: 'live' } }));
 * @see https://docs.datadoghq.com/api/latest/logs/#send-logs
 */
export function datadog(options: DatadogOptions): HttpTransportOptions {
  const { apiKey, site = 'datadoghq.com', source = 'nodejs', tags = {} } = options;
  const ddtags = Object.entries(tags).map(([name, value]) => `${name}:${value}`);
  const forAll = { ddsource: source, ...(ddtags.length > 0 && { ddtags: ddtags.join(',') }) };
  return {
    url: options.url ?? `https://http-intake.logs.${site}/api/v2/logs`,
    headers: { 'dd-api-key': apiKey },
    framing: 'json-array',
    compression: 'gzip',
    maxBytes: MAX_BYTES,
    maxRecords: MAX_RECORDS,
    maxRecordBytes: MAX_RECORD_BYTES,
    formatter: presetFormatter(
      'datadog',
      ({ exception, attributes, host, level, logger, ...wire }) =>
        besides(attributes, {
          ...wire,
          ...forAll,
          status: severityText(wire.severity).toLowerCase(),
          level,
          ...(host !== undefined && { hostname: host }),
          ...(logger !== undefined && { 'logger.name': logger }),
          ...(exception !== undefined && { error: errorOf(exception) }),
        }),
      { maxBytes: MAX_WIRE_BYTES },
    ),
  };
}

/** Attributes at the top, where Datadog looks for them; all that can't stand there, for a field has the name, below. */
function besides(attributes: object = {}, own: object): object {
  const entries = Object.entries(attributes);
  const taken = entries.filter(([name]) => Object.hasOwn(own, name));
  if (taken.length === 0) return { ...attributes, ...own };
  const below = entries.filter(([name]) => name === 'attributes' || Object.hasOwn(own, name));
  return { ...attributes, ...own, attributes: Object.fromEntries(below) };
}

/** Datadog's names for what it shows of an error. */
function errorOf({ name, ...error }: { readonly name?: unknown }): object {
  return { kind: name, ...error };
}
