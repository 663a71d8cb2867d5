import type { Outcome } from '@tailrace/delivery';
import type { HttpTransportOptions } from '../http-transport-options.ts';
import type { HttpAnswer } from '../judge-answer.ts';
import { below, presetFormatter } from './preset-formatter.ts';

/** Where Splunk's HTTP Event Collector is, and what its events are filed under. */
export interface SplunkHecOptions {
  /** The collector's base address, `https://splunk.example:8088` for example. */
  readonly url: string | URL;
  /** The token of the HEC input. */
  readonly hecToken: string;
  readonly index?: string;
  readonly source?: string;
  /** `_json` by default, whose fields Splunk finds by itself. */
  readonly sourcetype?: string;
}

/**
 * What Splunk answers with 400 and is no fault of the records: an index that the token may not write to (7), a channel
 * that a token with acknowledgement wants and does not get (10), or that is none (11).
 */
const FAULT_OF_THE_WAY = /"code"\s*:\s*(7|10|11)\b/;

/**
 * Options that deliver to Splunk's HTTP Event Collector: events one behind the other in a request.
 *
 * @example
 * new HttpTransport(splunkHec({ url: 'https://splunk.example:8088', hecToken: process.env.SPLUNK_TOKEN }));
 * @see https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector
 */
export function splunkHec(options: SplunkHecOptions): HttpTransportOptions {
  const { index, source, sourcetype = '_json' } = options;
  const filed = { ...(index !== undefined && { index }), ...(source !== undefined && { source }), sourcetype };
  return {
    url: below(options.url, 'services/collector/event'),
    headers: { authorization: `Splunk ${options.hecToken}` },
    judge: judgeSplunk,
    formatter: presetFormatter('splunk-hec', (wire) => ({
      time: Date.parse(wire.timestamp) / 1000,
      ...(wire.host !== undefined && { host: wire.host }),
      ...filed,
      event: wire,
    })),
  };
}

function judgeSplunk({ status, body }: HttpAnswer): Outcome | undefined {
  const code = status === 400 ? FAULT_OF_THE_WAY.exec(body)?.[1] : undefined;
  return code === undefined ? undefined : { status: 'refused', cause: 'access', reason: `HTTP 400 code ${code}` };
}
