import type { LineFormat } from '../format.ts';
import { patternFormat } from '../pattern-format.ts';
import { readInner } from './inner-line.ts';

const line = patternFormat({
  name: 'cri',
  title: 'Kubernetes container runtime (CRI)',
  example: '2026-01-31T12:00:00.123456789Z stdout F listening on 8080',
  certainty: 'exact',
  pattern:
    /^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:\d\d)) (?<stream>stdout|stderr) (?<tag>[FP])(?: (?<message>.*))?$/,
});

/**
 * The container runtime interface of Kubernetes: time, stream, and whether the line is whole. What the program wrote is
 * read as well where it is JSON.
 */
export const containerRuntime: LineFormat = {
  ...line,
  parse(text, context) {
    const parsed = line.parse(text, context);
    return parsed === undefined ? undefined : readInner(parsed, context);
  },
};
