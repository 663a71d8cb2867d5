import { patternFormat } from '../pattern-format.ts';

/** A phone's health application: fields between bars, parts of the time not padded. */
export const healthApp = patternFormat({
  name: 'health-app',
  title: 'HealthApp (Android)',
  example: '20171223-22:15:29:606|Step_LSC|30002312|onStandStepChanged 3579',
  certainty: 'exact',
  pattern: /^(?<time>\d{8}-\d{1,2}:\d{1,2}:\d{1,2}:\d{1,3})\|(?<logger>[^|]*)\|(?<process>\d+)\|\s*(?<message>.*)$/,
  time({ time = '' }, wall) {
    const [hour = 0, minute = 0, second = 0, millis = 0] = time.slice(9).split(':').map(Number);
    const date = [time.slice(0, 4), time.slice(4, 6), time.slice(6, 8)].map(Number);
    return wall.at(date[0] ?? 0, date[1] ?? 0, date[2] ?? 0, hour, minute, second, millis);
  },
});
