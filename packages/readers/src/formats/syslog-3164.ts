import type { LineFormat, ParsedLine } from '../format.ts';
import { levelOf, levelOfSyslog } from '../level-words.ts';
import { ISO_TIME, parseIsoTime } from '../time/iso-time.ts';
import { MONTH_NAME, parseSyslogTime } from '../time/month-time.ts';

const HEAD = new RegExp(
  String.raw`^(?:<(\d{1,3})>)?(?:((?:${MONTH_NAME}) [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,6})?)|(${ISO_TIME})) (?!-)(.*)$`,
  's',
);
/** `sshd[42]:`, `kernel:`, `sandboxd[129] ([31211]):`; a colon inside the word does not end it. */
const TAG = /^(\S+?)(?:\[(\d+)\])?(?: \(([^)]*)\))?:(?:\s+|$)/;
/** `Microsoft Word[14463]:`, `-- root[2421]:`: several words, where a process id shows that they are a name. */
const WORDS_TAG = /^((?:[\w./-]+ ){1,3}[\w./-]+)\[(\d+)\]:\s*/;
/** `syslogd 1.4.1:`. */
const VERSION_TAG = /^([\w./-]+) [\d.]+:\s+/;

/** RFC 3164, as syslogd and rsyslog write it to files: no year in the time, often no priority. */
export const syslog3164: LineFormat = {
  name: 'syslog',
  title: 'syslog (RFC 3164)',
  example: '<34>Oct 11 22:14:15 mymachine su[230]: authentication failure for lonvick on /dev/pts/8',
  certainty: 'exact',
  continues: true,
  parse(line, { wall }) {
    const head = HEAD.exec(line);
    if (head === null) return undefined;
    const [, priority, bsdTime, isoTime, rest = ''] = head;
    const host = hostOf(rest);
    // With a time of ISO 8601 any log line may begin so: only a host and a tag make it syslog.
    if (isoTime !== undefined && (host === undefined || levelOf(host.replace(/[[\]:]/g, '')) !== undefined))
      return undefined;
    const parsed = readTag(host === undefined ? rest : rest.slice(host.length + 1).trimStart());
    if (isoTime !== undefined && parsed.service === undefined) return undefined;
    const timestamp = isoTime === undefined ? parseSyslogTime(bsdTime ?? '', wall) : parseIsoTime(isoTime, wall);
    if (Number.isNaN(timestamp)) return undefined;
    parsed.timestamp = timestamp;
    if (host !== undefined) parsed.host = host;
    if (priority !== undefined) Object.assign(parsed, levelOfSyslog(Number(priority) & 7));
    return parsed;
  },
};

/** The host, unless what stands in its place is the tag already. */
function hostOf(rest: string): string | undefined {
  const end = rest.indexOf(' ');
  if (end <= 0) return undefined;
  const word = rest.slice(0, end);
  return /[:\]]$/.test(word) && !/^[\da-f:]+$/i.test(word) ? undefined : word;
}

/** Reads `tag[pid]: message`; also used where syslog lines stand inside other formats. */
export function readTag(text: string): ParsedLine {
  const tag = TAG.exec(text) ?? WORDS_TAG.exec(text) ?? VERSION_TAG.exec(text);
  if (tag === null) return { message: text.trimEnd() };
  const [whole, service = '', pid, about] = tag;
  return {
    message: text.slice(whole.length).trim(),
    service,
    ...(pid !== undefined && { process: Number(pid) }),
    ...(about !== undefined && { attributes: { about } }),
  };
}
