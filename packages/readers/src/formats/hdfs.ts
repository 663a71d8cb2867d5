import { LEVEL_WORDS } from '../level-words.ts';
import { patternFormat } from '../pattern-format.ts';

/** HDFS of old: date and time as six digits each. */
export const hdfs = patternFormat({
  name: 'hdfs',
  title: 'HDFS',
  example:
    '081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38865049064139660 terminating',
  certainty: 'exact',
  pattern: new RegExp(
    String.raw`^(?<time>\d{6} \d{6}) (?<thread>\d+) (?<level>${LEVEL_WORDS})\s+(?<logger>[\w.$@-]+):(?:\s+(?<message>.*))?$`,
    'i',
  ),
  time({ time = '' }, wall) {
    const part = (start: number): number => Number(time.slice(start, start + 2));
    return wall.at(2000 + part(0), part(2), part(4), part(7), part(9), part(11), 0);
  },
});
