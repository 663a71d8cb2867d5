import { patternFormat } from '../pattern-format.ts';

/** The container runtime interface of Kubernetes: time, stream, and whether the line is whole. */
export const containerRuntime = patternFormat({
  name: 'cri',
  title: 'Kubernetes container runtime (CRI)',
  example: '2026-01-31T12:00:00.123456789Z stdout F listening on 8080',
  certainty: 'exact',
  pattern:
    /^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:\d\d)) (?<stream>stdout|stderr) (?<tag>[FP]) (?<message>.*)$/,
});
