import { hostname } from 'node:os';
import {
  checkOptions,
  inertText,
  type LogRecord,
  syslogSeverity,
  toPlainWire,
  toWinstonFormat,
  type WinstonFormatter,
} from '@tailrace/core';
import { fitted } from './cut.ts';
import { FACILITY_NAMES, facilityNumber, type SyslogFacility } from './facility.ts';
import { headerField, headerTime, NIL } from './header.ts';
import { Element } from './structured-data.ts';

/** Options of {@link syslogFormat}. */
export interface SyslogFormatOptions {
  /** The facility, by name or number (0–23); `user` by default. */
  readonly facility?: SyslogFacility | number;
  /** APP-NAME of records without a `service`; `-` by default. */
  readonly appName?: string;
  /** HOSTNAME of records without a `host`; the machine's name by default. */
  readonly host?: string;
  /** MSGID of a record; its `kind` by default, `-` for plain records. What it throws is taken for nothing. */
  readonly messageId?: (record: LogRecord) => string | undefined;
  /** Your private enterprise number, which makes the names of structured data yours; 32473, the one for examples, by default. */
  readonly enterpriseNumber?: number;
  /** Whether the message begins with a byte order mark, as RFC 5424 has it and few receivers like it; false by default. */
  readonly bom?: boolean;
  /** The most bytes of UTF-8 that an entry may take, from 1,024; 8,192 by default, which is what rsyslog takes. */
  readonly maxBytes?: number;
}

/** Fields of a record on the wire that have a place of their own. */
const PLACED: ReadonlySet<string> = new Set([
  'timestamp',
  'message',
  'host',
  'service',
  'process',
  'exception',
  'attributes',
]);

const BOM = '\uFEFF';

/**
 * Writes records as syslog messages of RFC 5424, one entry each, whatever the framing.
 *
 * The structured data hold what the header has no place for: `record@…` the id, the level's word and the other fields,
 * `exception@…` the error, `attributes@…` the attributes with the keys of objects joined by dots. What RFC 5424's
 * lengths and characters do not allow in the header or as a name stands in `record@…` as it was.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * new TcpTransport({ url: 'tcp://logs.example:601', acknowledge: false, framing: 'octet-count', formatter: syslogFormat() });
 * @see https://www.rfc-editor.org/rfc/rfc5424
 */
export function syslogFormat(options: SyslogFormatOptions = {}): WinstonFormatter {
  checkOptions('syslogFormat', options, {
    facility: { type: 'integer', min: 0, max: 23, oneOf: FACILITY_NAMES },
    appName: { type: 'string', minLength: 1 },
    host: { type: 'string', minLength: 1 },
    messageId: { type: 'function' },
    enterpriseNumber: { type: 'integer', min: 0, max: 4_294_967_295 },
    bom: { type: 'boolean' },
    maxBytes: { type: 'integer', min: 1024 },
  });
  const { enterpriseNumber = 32_473, maxBytes = 8192, messageId = kindOf } = options;
  const priorityBase = facilityNumber(options.facility ?? 'user') * 8;

  return toWinstonFormat({
    name: 'syslog',
    contentType: 'text/plain; charset=utf-8',
    format(record) {
      const wire = toPlainWire(record);
      const own = new Element(`record@${enterpriseNumber}`);
      const error = new Element(`exception@${enterpriseNumber}`);
      const attributes = new Element(`attributes@${enterpriseNumber}`);

      /** Where the header says a field otherwise than the record, the structured data say it too. */
      const inHeader = (name: string, value: unknown, field: string): string => {
        if (value !== undefined && textOf(value) !== field) own.add(name, value);
        return field;
      };
      for (const [name, value] of Object.entries(wire)) if (!PLACED.has(name)) own.add(name, value);
      const header = [
        `<${priorityBase + syslogSeverity(wire.severity)}>1`,
        inHeader('timestamp', wire.timestamp, headerTime(wire.timestamp)),
        inHeader('host', wire.host, headerField('hostname', textOf(wire.host) ?? options.host ?? machineName())),
        inHeader('service', wire.service, headerField('appName', textOf(wire.service) ?? options.appName)),
        inHeader('process', wire.process, headerField('processId', textOf(wire.process))),
        headerField('messageId', safely(messageId, record)),
      ].join(' ');
      if (wire.exception !== undefined) addEntries(error, wire.exception);
      addEntries(attributes, wire.attributes ?? {});
      for (const [name, element] of [
        ['exception_names', error],
        ['attribute_names', attributes],
      ] as const) {
        if (element.renamed.size > 0) own.add(name, JSON.stringify(Object.fromEntries(element.renamed)));
      }
      const message = inertText(textOf(wire.message) ?? '');
      return fitted(
        {
          header,
          elements: [own, error, attributes],
          message: message !== '' && options.bom === true ? BOM + message : message,
        },
        maxBytes,
      );
    },
  });
}

function addEntries(element: Element, value: unknown): void {
  if (typeof value !== 'object' || value === null) element.add('value', value);
  else for (const [name, item] of Object.entries(value)) element.add(name, item);
}

function kindOf({ kind }: LogRecord): string | undefined {
  return kind === 'log' ? undefined : kind;
}

/** What users hand in must not throw into the application. */
function safely(messageId: (record: LogRecord) => string | undefined, record: LogRecord): string | undefined {
  try {
    return textOf(messageId(record));
  } catch {
    return undefined;
  }
}

/** Callers without types give anything. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? undefined);
}

let machine: string | undefined;

function machineName(): string {
  return (machine ??= hostname() || NIL);
}
