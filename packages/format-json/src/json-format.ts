import {
  checkOptions,
  encodeInfo,
  encodeRecord,
  type LogRecord,
  recordOfInfo,
  toWinstonFormat,
  type WinstonFormatter,
  withInfoWriter,
} from '@tailrace/core';

/** Options of {@link jsonFormat}. */
export interface JsonFormatOptions {
  /** The most bytes of UTF-8 that a record may take, 1 MiB by default; strings that do not fit are cut and marked. */
  readonly maxBytes?: number;
}

/**
 * Writes records as JSON, one object a line, in Tailrace's wire form: snake case, ISO time, errors with their causes.
 *
 * What has no JSON (cycles, BigInts, getters that throw, lone surrogates) is mended and marked, so whatever is in a
 * record, it is one valid line. It works as `formatter` of Tailrace's transports and as `format` of Winston.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * new FileTransport({ filename: 'app.log', formatter: jsonFormat() });
 * winston.createLogger({ format: jsonFormat(), transports: [new winston.transports.Console()] });
 */
export function jsonFormat(options: JsonFormatOptions = {}): WinstonFormatter {
  checkOptions('jsonFormat', options, { maxBytes: { type: 'integer', min: 1024 } });
  const { maxBytes } = options;
  const formatter = toWinstonFormat({
    name: 'json',
    contentType: 'application/x-ndjson',
    format: (record) => encodeRecord(record, options),
  });
  const both: WinstonFormatter = {
    ...formatter,
    format: (record) =>
      record === last.record && maxBytes === last.maxBytes ? last.json : encodeRecord(record, options),
    transform(info, transformOptions) {
      const transformed = formatter.transform(info, transformOptions);
      const record = recordOfInfo(transformed);
      const { [MESSAGE]: json } = transformed as { readonly [MESSAGE]?: string };
      if (record !== undefined && json !== undefined) last = { record, json, maxBytes };
      return transformed;
    },
  };
  return withInfoWriter(both, (info, defaults) => {
    const written = encodeInfo(info, defaults, options);
    if (written !== undefined) last = { record: written.record, json: written.json, maxBytes };
    return written;
  });
}

const MESSAGE = Symbol.for('message');

/**
 * What was made last, by a logger's format or one of its transports: the others are given the same record a moment
 * later, and one of them that writes it in the same way need not do so again.
 */
let last: {
  readonly record: Omit<LogRecord, 'attributes'> | undefined;
  readonly json: string;
  readonly maxBytes: number | undefined;
} = {
  record: undefined,
  json: '',
  maxBytes: undefined,
};
