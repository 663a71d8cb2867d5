import { jsonFormat } from '../json-format.ts';
import { readInner } from './inner-line.ts';
import { readTime } from '../time/any-time.ts';

/** Docker's `json-file` driver: a line of output, its stream and its time. What the program wrote is read where it is JSON. */
export const dockerJson = jsonFormat({
  name: 'docker',
  title: "Docker's json-file driver",
  example: '{"log":"listening on 8080\\n","stream":"stdout","time":"2026-01-31T12:00:00.123456789Z"}',
  certainty: 'exact',
  read(object, context) {
    const { log, stream, time, attrs } = object;
    if (typeof log !== 'string' || (stream !== 'stdout' && stream !== 'stderr')) return undefined;
    const timestamp = readTime(time, context.wall);
    if (timestamp === undefined) return undefined;
    return readInner(
      {
        message: log.trimEnd(),
        timestamp,
        attributes: { stream, ...(typeof attrs === 'object' && attrs !== null && attrs) },
      },
      context,
    );
  },
});
