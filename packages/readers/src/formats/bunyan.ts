import type { ParsedLine } from '../format.ts';
import { jsonFormat, readError, setRest, text, whole } from '../json-format.ts';
import { levelOfPino } from '../level-words.ts';
import { readTime } from '../time/any-time.ts';

const READ = new Set(['v', 'level', 'name', 'hostname', 'pid', 'time', 'msg', 'err', 'src']);

/** bunyan: numeric levels, ISO time, `v` for the version of its layout. */
export const bunyan = jsonFormat({
  name: 'bunyan',
  title: 'bunyan',
  example:
    '{"name":"api","hostname":"web-1","pid":657,"level":30,"msg":"hello","time":"2026-01-31T12:00:00.000Z","v":0}',
  certainty: 'exact',
  read(object, context) {
    const { level, name, msg, v } = object;
    if (typeof v !== 'number' || typeof level !== 'number' || typeof name !== 'string') return undefined;
    const timestamp = readTime(object['time'], context.wall);
    if (typeof msg !== 'string' || timestamp === undefined) return undefined;
    const parsed: ParsedLine = { message: msg, timestamp, logger: name, ...levelOfPino(level) };
    const host = text(object['hostname']);
    if (host !== undefined) parsed.host = host;
    const process = whole(object['pid']);
    if (process !== undefined) parsed.process = process;
    const error = readError(object['err']);
    if (error !== undefined) parsed.error = error;
    const source = object['src'] as { file?: unknown; line?: unknown; func?: unknown } | undefined;
    if (typeof source?.file === 'string') {
      parsed.source = {
        module: source.file,
        ...(typeof source.line === 'number' && { line: source.line }),
        ...(typeof source.func === 'string' && { function: source.func }),
      };
    }
    setRest(parsed, object, READ);
    return parsed;
  },
});
