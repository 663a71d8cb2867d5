import { patternFormat } from '../pattern-format.ts';
import { millisOf } from '../time/month-time.ts';

/** glog and klog: Kubernetes, etcd and much of Google's C++. */
export const glog = patternFormat({
  name: 'glog',
  title: 'glog, klog',
  example: 'I0131 12:00:00.123456    4321 server.go:150] Listening on 8080',
  certainty: 'exact',
  pattern:
    /^(?<level>[IWEF])(?<time>\d{4} \d\d:\d\d:\d\d\.\d{6})\s+(?<thread>\d+) (?<module>[^\s:\]]+):(?<line>\d+)\] (?<message>.*)$/,
  time({ time = '' }, wall) {
    const part = (start: number): number => Number(time.slice(start, start + 2));
    return wall.atYearless(part(0), part(2), part(5), part(8), part(11), millisOf(time.slice(14)));
  },
});
