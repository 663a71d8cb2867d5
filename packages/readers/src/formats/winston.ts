import { jsonFormat, type JsonObject } from '../json-format.ts';
import { readJson } from './json-lines.ts';

/** Keys that Winston does not write and others do. */
const OF_OTHERS = [
  'ts',
  'time',
  'pid',
  '@timestamp',
  '@version',
  'severity',
  'caller',
  'levelname',
  'logger_name',
  '@t',
];

/** Winston's `json()` format, with or without `timestamp()` and `errors({ stack: true })`. */
export const winston = jsonFormat({
  name: 'winston',
  title: 'Winston JSON',
  example: '{"level":"info","message":"hello","service":"api","timestamp":"2026-01-31T12:00:00.000Z"}',
  certainty: 'exact',
  read(object, context) {
    if (typeof object['level'] !== 'string' || !('message' in object) || isOfOthers(object)) return undefined;
    const parsed = readJson(object, context);
    const stack = parsed?.attributes?.['stack'];
    if (parsed === undefined || typeof stack !== 'string' || parsed.error !== undefined) return parsed;
    const { stack: _, ...rest } = parsed.attributes ?? {};
    const [head = ''] = stack.split('\n', 1);
    const name = /^([\w.]*(?:Error|Exception))\b/.exec(head)?.[1] ?? 'Error';
    const message = head.startsWith(`${name}: `) ? head.slice(name.length + 2) : parsed.message;
    return { ...parsed, attributes: rest, error: { name, message, stack } };
  },
});

function isOfOthers(object: JsonObject): boolean {
  return OF_OTHERS.some((key) => key in object);
}
