import type { LineFormat, ParsedLine } from '../format.ts';
import { levelOfSyslog } from '../level-words.ts';
import { plainValue } from '../pattern-format.ts';
import { parseIsoTime } from '../time/iso-time.ts';

const HEAD = /^<(\d{1,3})>[1-9]\d? (\S+) (\S+) (\S+) (\S+) (\S+) /;
const ELEMENT = /\[([^\s=\]"]+)((?: [^\s=\]"]+="(?:[^"\\\]]|\\.)*")*)\]/sy;
const PARAMETER = / ([^\s=\]"]+)="((?:[^"\\\]]|\\.)*)"/gs;

/** RFC 5424: a version after the priority, and structured data before the message. */
export const syslog5424: LineFormat = {
  name: 'syslog-5424',
  title: 'syslog (RFC 5424)',
  example: '<165>1 2026-01-31T22:14:15.003Z web-1 evntslog 1024 ID47 [origin ip="10.0.0.1"] An application event',
  certainty: 'exact',
  continues: true,
  parse(line, { wall }) {
    const head = HEAD.exec(line);
    if (head === null) return undefined;
    const [whole, priority, time = '-', host, app, process, messageId] = head;
    const timestamp = time === '-' ? undefined : parseIsoTime(time, wall);
    if (timestamp !== undefined && Number.isNaN(timestamp)) return undefined;
    const attributes: Record<string, unknown> = {};
    const start = readElements(line, whole.length, attributes);
    if (messageId !== '-') attributes['message_id'] = messageId;
    if (process !== '-' && !/^\d+$/.test(process ?? '')) attributes['process'] = process;
    const parsed: ParsedLine = {
      message: line
        .slice(start)
        .replace(/^ (?:\uFEFF)?/, '')
        .trimEnd(),
      ...levelOfSyslog(Number(priority) & 7),
      ...(timestamp !== undefined && { timestamp }),
    };
    if (host !== undefined && host !== '-') parsed.host = host;
    if (app !== undefined && app !== '-') parsed.service = app;
    if (process !== undefined && /^\d+$/.test(process)) parsed.process = Number(process);
    if (Object.keys(attributes).length > 0) parsed.attributes = attributes;
    return parsed;
  },
};

/** Reads the structured data at `start` into attributes `id.name`; answers where it ends. */
function readElements(line: string, start: number, attributes: Record<string, unknown>): number {
  if (line[start] === '-') return start + 1;
  let index = start;
  for (;;) {
    ELEMENT.lastIndex = index;
    const element = ELEMENT.exec(line);
    if (element === null) return index;
    const [, id = '', parameters = ''] = element;
    for (const [, name = '', value = ''] of parameters.matchAll(PARAMETER)) {
      attributes[`${id}.${name}`] = plainValue(value.replace(/\\(["\\\]])/g, '$1'));
    }
    index = ELEMENT.lastIndex;
  }
}
