import type { ParsedLine } from '../format.ts';
import { jsonFormat, readError, setRest, text, whole } from '../json-format.ts';
import { levelOf, levelOfPino } from '../level-words.ts';
import { readTime } from '../time/any-time.ts';

const READ = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'name', 'err', 'v', 'trace_id', 'span_id']);

/** pino: numeric levels, epoch milliseconds. Also with levels as words, where `pid` and `hostname` give it away. */
export const pino = jsonFormat({
  name: 'pino',
  title: 'pino',
  example: '{"level":30,"time":1531171074631,"pid":657,"hostname":"web-1","name":"api","msg":"hello world"}',
  certainty: 'exact',
  read(object, context) {
    const { level, time, pid } = object;
    const numeric = typeof level === 'number';
    if (!numeric && !(typeof level === 'string' && typeof pid === 'number' && 'msg' in object)) return undefined;
    const timestamp = readTime(time, context.wall);
    if (timestamp === undefined || 'v' in object) return undefined;
    const known = numeric ? levelOfPino(level) : levelOf(level);
    const parsed: ParsedLine = { message: text(object['msg']) ?? '', timestamp, ...known };
    const name = text(object['name']);
    if (name !== undefined) parsed.logger = name;
    const host = text(object['hostname']);
    if (host !== undefined) parsed.host = host;
    const process = whole(pid);
    if (process !== undefined) parsed.process = process;
    const error = readError(object['err']);
    if (error !== undefined) parsed.error = error;
    if (parsed.message === '' && error !== undefined) parsed.message = error.message;
    const traceId = text(object['trace_id']);
    if (traceId !== undefined) parsed.traceId = traceId;
    const spanId = text(object['span_id']);
    if (spanId !== undefined) parsed.spanId = spanId;
    setRest(parsed, object, READ);
    return parsed;
  },
});
