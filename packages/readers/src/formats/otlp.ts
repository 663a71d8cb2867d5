import type { ParsedLine } from '../format.ts';
import { jsonFormat, type JsonObject, text, whole } from '../json-format.ts';
import { levelOf } from '../level-words.ts';
import { readTime } from '../time/any-time.ts';
import type { WallClock } from '../time/wall-clock.ts';

/** Values inside values; no more of them are taken apart. */
const MAX_DEPTH = 20;

/** OpenTelemetry's logs as OTLP writes them in JSON, a request a line; each may hold many records. */
export const otlp = jsonFormat({
  name: 'otlp',
  title: 'OpenTelemetry (OTLP JSON)',
  example:
    '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api"}}]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1769860800123000000","severityNumber":17,"severityText":"ERROR","body":{"stringValue":"boom"}}]}]}]}',
  certainty: 'exact',
  read(object, context) {
    if (!Array.isArray(object['resourceLogs'])) return undefined;
    const records: ParsedLine[] = [];
    for (const resourceLogs of objectsIn(object['resourceLogs'])) {
      const resource = attributesOf(objectAt(resourceLogs, 'resource')['attributes']);
      for (const scopeLogs of objectsIn(resourceLogs['scopeLogs'] ?? resourceLogs['scope_logs'])) {
        const scope = text(objectAt(scopeLogs, 'scope')['name']);
        for (const record of objectsIn(scopeLogs['logRecords'] ?? scopeLogs['log_records'])) {
          records.push(readRecord(record, { ...resource }, scope, context.wall));
        }
      }
    }
    const [first, ...others] = records;
    if (first === undefined) return undefined;
    return others.length === 0 ? first : { ...first, others };
  },
});

function readRecord(
  record: JsonObject,
  resource: Record<string, unknown>,
  scope: string | undefined,
  wall: WallClock,
): ParsedLine {
  const body = valueOf(record['body'], 0);
  const parsed: ParsedLine = {
    message: typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body),
  };
  const time = [record['timeUnixNano'], record['observedTimeUnixNano']].find((value) => Number(value) > 0);
  const timestamp = readTime(time, wall);
  if (timestamp !== undefined) parsed.timestamp = timestamp;
  const severity = Number(record['severityNumber']);
  const word = text(record['severityText']);
  const known = word === undefined ? undefined : (levelOf(word) ?? { level: word.toLowerCase() });
  Object.assign(parsed, known);
  if (Number.isInteger(severity) && severity >= 1 && severity <= 24) {
    parsed.severity = severity;
    parsed.level ??= WORDS[Math.floor((severity - 1) / 4)] ?? 'info';
  }
  const attributes = { ...resource, ...attributesOf(record['attributes']) };
  const take = (name: string): string | undefined => {
    const value = text(attributes[name]);
    if (value !== undefined) delete attributes[name];
    return value;
  };
  const service = take('service.name');
  if (service !== undefined) parsed.service = service;
  const host = take('host.name');
  if (host !== undefined) parsed.host = host;
  const process = whole(attributes['process.pid']);
  if (process !== undefined) {
    parsed.process = process;
    delete attributes['process.pid'];
  }
  const traceId = text(record['traceId']);
  if (traceId !== undefined) parsed.traceId = traceId;
  const spanId = text(record['spanId']);
  if (spanId !== undefined) parsed.spanId = spanId;
  const flags = whole(record['flags']);
  if (flags !== undefined) parsed.traceFlags = flags & 0xff;
  if (scope !== undefined) parsed.logger = scope;
  const name = take('exception.type');
  const stack = take('exception.stacktrace');
  if (name !== undefined || stack !== undefined) {
    const message = take('exception.message') ?? '';
    parsed.error = { name: name ?? 'Error', message, ...(stack !== undefined && { stack }) };
  }
  if (Object.keys(attributes).length > 0) parsed.attributes = attributes;
  return parsed;
}

const WORDS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

function attributesOf(list: unknown): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const { key, value } of objectsIn(list)) {
    if (typeof key !== 'string') continue;
    const read = valueOf(value, 0);
    if (read === undefined) continue;
    Object.defineProperty(attributes, key, { value: read, enumerable: true, configurable: true, writable: true });
  }
  return attributes;
}

/** The plain value of one of OpenTelemetry's; 64-bit numbers stand as text there. */
function valueOf(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return undefined;
  const any = value as JsonObject;
  if (any['intValue'] !== undefined) {
    const number = Number(any['intValue']);
    return Number.isSafeInteger(number) ? number : any['intValue'];
  }
  if (any['arrayValue'] !== undefined) {
    return objectsIn(objectAt(any, 'arrayValue')['values']).map((item) => valueOf(item, depth + 1) ?? null);
  }
  if (any['kvlistValue'] !== undefined) {
    const inner: Record<string, unknown> = {};
    for (const { key, value: item } of objectsIn(objectAt(any, 'kvlistValue')['values'])) {
      const read = valueOf(item, depth + 1);
      if (typeof key !== 'string' || read === undefined) continue;
      Object.defineProperty(inner, key, { value: read, enumerable: true, configurable: true, writable: true });
    }
    return inner;
  }
  return any['stringValue'] ?? any['boolValue'] ?? any['doubleValue'] ?? any['bytesValue'];
}

function objectsIn(list: unknown): readonly JsonObject[] {
  return Array.isArray(list)
    ? list.filter((item): item is JsonObject => typeof item === 'object' && item !== null)
    : [];
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}
