import { type Formatter, inertJson, type SafeJsonOptions, toPlainWire, type WireRecord } from '@tailrace/core';

/** Makes a formatter of one line of JSON from what turns a record on the wire into the service's form. */
export function presetFormatter(
  name: string,
  toDocument: (wire: WireRecord) => object,
  options: SafeJsonOptions = {},
): Formatter {
  return {
    name,
    contentType: 'application/x-ndjson',
    format: (record) => inertJson(JSON.stringify(toDocument(toPlainWire(record, options)))),
  };
}

/** An address below a base, whose own path is kept. */
export function below(base: string | URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url;
}
