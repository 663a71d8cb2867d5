import type { ParsedLine } from '../format.ts';
import { firstOf, type JsonObject, jsonFormat, text, whole } from '../json-format.ts';
import { levelOf, levelOfSyslog } from '../level-words.ts';
import { readTime } from '../time/any-time.ts';

/** Additional fields that have a place in a record, by the names that our own formatter and others give them. */
const PLACES = {
  logger: ['_logger', '_logger_name', '_LoggerName'],
  service: ['_service', '_service_name', '_application', '_app'],
  traceId: ['_trace_id', '_traceId'],
  spanId: ['_span_id', '_spanId'],
} as const;
const LEVEL_NAMES = ['_level_name', '_levelName', '_LevelName'];
const PROCESS = ['_process', '_pid', '_process_id'];
/** An empty message, as our own formatter writes it. */
const NO_MESSAGE = '-';

/** Graylog's extended log format (GELF 1.1): syslog's levels, seconds of the epoch, additional fields with a `_`. */
export const gelf = jsonFormat({
  name: 'gelf',
  title: 'GELF (Graylog)',
  example:
    '{"version":"1.1","host":"web-1","short_message":"boom","timestamp":1769860800.123,"level":3,"_service":"api"}',
  certainty: 'exact',
  read(object, context) {
    const { version, short_message: short, host } = object;
    if (typeof version !== 'string' || !version.startsWith('1.') || typeof short !== 'string') return undefined;
    const full = text(object['full_message']);
    const parsed: ParsedLine = { message: full ?? (short === NO_MESSAGE ? '' : short) };
    const timestamp = readTime(object['timestamp'], context.wall);
    if (timestamp !== undefined) parsed.timestamp = timestamp;
    const read = new Set(['version', 'short_message', 'full_message', 'host', 'timestamp', 'level']);
    const word = take(object, LEVEL_NAMES, read);
    // Without a level GELF means 1, alert, which nobody does.
    const level = Number(object['level'] ?? 6);
    const known = word === undefined ? undefined : (levelOf(word) ?? { level: word.toLowerCase() });
    Object.assign(parsed, levelOfSyslog(level), known);
    if (typeof host === 'string' && host !== '') parsed.host = host;
    for (const [place, names] of Object.entries(PLACES)) {
      const value = take(object, names, read);
      if (value !== undefined) parsed[place as keyof typeof PLACES] = value;
    }
    const key = firstOf(object, PROCESS);
    const process = key === undefined ? undefined : whole(object[key]);
    if (key !== undefined && process !== undefined) {
      parsed.process = process;
      read.add(key);
    }
    setAdditional(parsed, object, read);
    return parsed;
  },
});

function take(object: JsonObject, names: readonly string[], read: Set<string>): string | undefined {
  const key = firstOf(object, names);
  const value = key === undefined ? undefined : text(object[key]);
  if (key !== undefined && value !== undefined) read.add(key);
  return value;
}

/** The additional fields as attributes, without the underscore before their names. */
function setAdditional(parsed: ParsedLine, object: JsonObject, read: ReadonlySet<string>): void {
  for (const [key, value] of Object.entries(object)) {
    if (read.has(key) || value === null) continue;
    const name = key.startsWith('_') && key !== '__proto__' && key.length > 1 ? key.slice(1) : key;
    parsed.attributes ??= {};
    Object.defineProperty(parsed.attributes, name, { value, enumerable: true, configurable: true, writable: true });
  }
}
