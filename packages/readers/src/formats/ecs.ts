import type { ParsedLine } from '../format.ts';
import { jsonFormat, type JsonObject, setRest, text, whole } from '../json-format.ts';
import { levelOf } from '../level-words.ts';
import { readTime } from '../time/any-time.ts';

const READ = new Set([
  '@timestamp',
  '@version',
  'ecs',
  'ecs.version',
  'log',
  'message',
  'service',
  'host',
  'process',
  'trace',
  'span',
  'error',
]);
const DOTTED = [
  'log.level',
  'log.logger',
  'service.name',
  'host.name',
  'host.hostname',
  'process.pid',
  'trace.id',
  'span.id',
];
const TAKEN = new Set([...READ, ...DOTTED]);

/** Elastic Common Schema, with its names nested or dotted. */
export const ecs = jsonFormat({
  name: 'ecs',
  title: 'Elastic Common Schema',
  example: '{"@timestamp":"2026-01-31T12:00:00.000Z","log.level":"error","message":"boom","ecs.version":"8.11.0"}',
  certainty: 'exact',
  read(object, context) {
    const level = at(object, 'log', 'level');
    if (typeof level !== 'string' || !('@timestamp' in object)) return undefined;
    const timestamp = readTime(object['@timestamp'], context.wall);
    if (timestamp === undefined) return undefined;
    const known = levelOf(level) ?? { level: level.toLowerCase() };
    const parsed: ParsedLine = { message: text(object['message']) ?? '', timestamp, ...known };
    const logger = text(at(object, 'log', 'logger'));
    if (logger !== undefined) parsed.logger = logger;
    const service = text(at(object, 'service', 'name'));
    if (service !== undefined) parsed.service = service;
    const host = text(at(object, 'host', 'hostname')) ?? text(at(object, 'host', 'name'));
    if (host !== undefined) parsed.host = host;
    const process = whole(at(object, 'process', 'pid'));
    if (process !== undefined) parsed.process = process;
    const traceId = text(at(object, 'trace', 'id'));
    if (traceId !== undefined) parsed.traceId = traceId;
    const spanId = text(at(object, 'span', 'id'));
    if (spanId !== undefined) parsed.spanId = spanId;
    const name = text(at(object, 'error', 'type'));
    const stack = text(at(object, 'error', 'stack_trace'));
    if (name !== undefined || stack !== undefined) {
      parsed.error = {
        name: name ?? 'Error',
        message: text(at(object, 'error', 'message')) ?? '',
        ...(stack && { stack }),
      };
    }
    setRest(parsed, object, TAKEN);
    return parsed;
  },
});

/** The value at `outer.inner`, whether nested or dotted. */
function at(object: JsonObject, outer: string, inner: string): unknown {
  const dotted = object[`${outer}.${inner}`];
  if (dotted !== undefined) return dotted;
  const nested = object[outer];
  return typeof nested === 'object' && nested !== null ? (nested as JsonObject)[inner] : undefined;
}
