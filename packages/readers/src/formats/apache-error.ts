import type { LineFormat } from '../format.ts';
import { levelOf } from '../level-words.ts';
import { parseCTime } from '../time/month-time.ts';

const LINE =
  /^\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})? \d{4})\] \[(?:([\w-]+):)?([a-z]+\d?)\] (?:\[pid (\d+)(?::tid (\d+))?\] )?(.*)$/s;
const CLIENT = /^(?:\([^)]*\)[^[]*)?\[client ([^\]]+)\] /;

/** Apache's error log, of 2.2 and of 2.4 with module, process and thread. */
export const apacheError: LineFormat = {
  name: 'apache-error',
  title: 'Apache error log',
  example:
    '[Wed Oct 11 14:32:52.123456 2000] [core:error] [pid 35708:tid 4328] [client 72.15.99.187:80] File does not exist: /x',
  certainty: 'exact',
  continues: true,
  parse(line, { wall }) {
    const match = LINE.exec(line);
    if (match === null) return undefined;
    const [, time = '', module, level = '', pid, tid, message = ''] = match;
    const timestamp = parseCTime(time, wall);
    // mod_log levels go on below debug as trace1 to trace8.
    const known = levelOf(level.replace(/\d$/, ''));
    if (Number.isNaN(timestamp) || known === undefined) return undefined;
    const client = CLIENT.exec(message)?.[1];
    return {
      message: message.trimEnd(),
      timestamp,
      ...known,
      ...(module !== undefined && { logger: module }),
      ...(pid !== undefined && { process: Number(pid) }),
      ...(tid !== undefined && { thread: Number(tid) }),
      ...(client !== undefined && { attributes: { client } }),
    };
  },
};
