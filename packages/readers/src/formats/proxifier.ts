import { levelOf } from '../level-words.ts';
import { patternFormat } from '../pattern-format.ts';

/** Proxifier: month and day, program, what became of the connection. */
export const proxifier = patternFormat({
  name: 'proxifier',
  title: 'Proxifier',
  example:
    '[10.30 16:49:06] chrome.exe - proxy.cse.cuhk.edu.hk:5070 open through proxy proxy.cse.cuhk.edu.hk:5070 HTTPS',
  certainty: 'exact',
  pattern: /^\[(?<time>\d\d\.\d\d \d\d:\d\d:\d\d)\] (?<service>.+?) - (?<message>.*)$/,
  time({ time = '' }, wall) {
    const part = (start: number): number => Number(time.slice(start, start + 2));
    return wall.atYearless(part(0), part(3), part(6), part(9), part(12), 0);
  },
  // "example.com:80 error : Could not connect through proxy".
  level: ({ message = '' }) => (/^\S+ error :/.test(message) ? levelOf('error') : undefined),
});
