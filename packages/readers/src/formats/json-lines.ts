import type { LineFormat, ParseContext, ParsedLine } from '../format.ts';
import { firstOf, type JsonObject, jsonFormat, readError, setRest, text, whole } from '../json-format.ts';
import { type Level, levelOf, levelOfPino } from '../level-words.ts';
import { readTime } from '../time/any-time.ts';

/** Names under which programs write each field, the likeliest first. */
const NAMES = {
  time: ['timestamp', 'time', '@timestamp', 'ts', 'datetime', 'date', 'eventTime', '@t', 'asctime', 'created_at'],
  level: [
    'level',
    'severity',
    'lvl',
    'log.level',
    'levelname',
    'loglevel',
    'log_level',
    'severityText',
    'severity_text',
    '@l',
  ],
  message: ['message', 'msg', 'event', 'text', '@m', '@mt', 'body', 'short_message', 'MESSAGE', 'log', 'textPayload'],
  logger: ['logger', 'logger_name', 'loggerName', 'log.logger', 'name', 'label', 'SourceContext', 'category', 'scope'],
  service: ['service', 'service.name', 'service_name', 'serviceName', 'app', 'application'],
  host: ['host', 'hostname', 'host.name', 'HOSTNAME'],
  process: ['pid', 'process', 'process.pid', 'process_id'],
  trace: ['trace_id', 'traceId', 'trace.id', 'traceID', 'traceid'],
  span: ['span_id', 'spanId', 'span.id', 'spanID', 'spanid'],
  error: ['err', 'error', 'exception'],
} as const;

/** Reads any JSON object that has a message or a time under one of the usual names. */
export function readJson(object: JsonObject, context: ParseContext): ParsedLine | undefined {
  const read = new Set<string>();
  const take = (keys: readonly string[]): unknown => {
    const key = firstOf(object, keys);
    if (key === undefined) return undefined;
    const value = object[key];
    read.add(key);
    return value;
  };
  const keep = (keys: readonly string[]): string | undefined => {
    const key = firstOf(object, keys);
    const value = key === undefined ? undefined : text(object[key]);
    if (key !== undefined && value !== undefined) read.add(key);
    return value;
  };

  const parsed: ParsedLine = { message: '' };
  const timeKey = firstOf(object, NAMES.time);
  const timestamp = timeKey === undefined ? undefined : readTime(object[timeKey], context.wall);
  if (timestamp !== undefined && timeKey !== undefined) {
    parsed.timestamp = timestamp;
    read.add(timeKey);
  }
  const level = readLevel(take(NAMES.level));
  if (level !== undefined) {
    parsed.level = level.level;
    parsed.severity = level.severity;
  }
  const message = keep(NAMES.message);
  if (message !== undefined) parsed.message = message.trimEnd();
  if (message === undefined && timestamp === undefined && level === undefined) return undefined;

  const logger = keep(NAMES.logger);
  if (logger !== undefined) parsed.logger = logger;
  const service = keep(NAMES.service);
  if (service !== undefined) parsed.service = service;
  const host = keep(NAMES.host);
  if (host !== undefined) parsed.host = host;
  const traceId = keep(NAMES.trace);
  if (traceId !== undefined) parsed.traceId = traceId;
  const spanId = keep(NAMES.span);
  if (spanId !== undefined) parsed.spanId = spanId;
  const processKey = firstOf(object, NAMES.process);
  const process = processKey === undefined ? undefined : whole(object[processKey]);
  if (process !== undefined && processKey !== undefined) {
    parsed.process = process;
    read.add(processKey);
  }
  const errorKey = firstOf(object, NAMES.error);
  const error = errorKey === undefined ? undefined : readError(object[errorKey]);
  if (error !== undefined && errorKey !== undefined) {
    parsed.error = error;
    read.add(errorKey);
  }
  setRest(parsed, object, read);
  return parsed;
}

/** A level as a word or as a number of pino's scale; other words are kept as they are. */
function readLevel(value: unknown): Level | undefined {
  if (typeof value === 'number') return levelOfPino(value);
  if (typeof value !== 'string' || value === '') return undefined;
  return levelOf(value) ?? { level: value.toLowerCase(), severity: 9 };
}

/** Any other JSON object a line: zap, logrus, slog, Serilog, structlog and whatever people make themselves. */
export const jsonLines: LineFormat = jsonFormat({
  name: 'json',
  title: 'JSON lines with a message, a time or a level',
  example: '{"ts":1700000000.25,"level":"warn","msg":"slow","caller":"db.go:12"}',
  certainty: 'family',
  read: readJson,
});
