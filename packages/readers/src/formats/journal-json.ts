import type { ParsedLine } from '../format.ts';
import { jsonFormat, setRest, text } from '../json-format.ts';
import { levelOfSyslog } from '../level-words.ts';
import { readTime } from '../time/any-time.ts';

const READ = new Set([
  '__REALTIME_TIMESTAMP',
  '__CURSOR',
  '__MONOTONIC_TIMESTAMP',
  'MESSAGE',
  'PRIORITY',
  '_PID',
  '_HOSTNAME',
  'SYSLOG_IDENTIFIER',
]);

/** systemd's journal as `journalctl -o json` writes it. */
export const journalJson = jsonFormat({
  name: 'journal',
  title: 'journalctl -o json',
  example:
    '{"__REALTIME_TIMESTAMP":"1700000000000000","PRIORITY":"6","_PID":"1","_HOSTNAME":"web-1","MESSAGE":"Started."}',
  certainty: 'exact',
  read(object, context) {
    const timestamp = readTime(object['__REALTIME_TIMESTAMP'], context.wall);
    if (timestamp === undefined) return undefined;
    const message = object['MESSAGE'];
    const parsed: ParsedLine = {
      message: Array.isArray(message) ? bytesToText(message) : (text(message) ?? ''),
      timestamp,
    };
    const priority = Number(object['PRIORITY'] ?? 6);
    Object.assign(parsed, levelOfSyslog(priority));
    const service = text(object['SYSLOG_IDENTIFIER']);
    if (service !== undefined) parsed.service = service;
    const host = text(object['_HOSTNAME']);
    if (host !== undefined) parsed.host = host;
    const pid = Number(object['_PID']);
    if (Number.isInteger(pid)) parsed.process = pid;
    setRest(parsed, object, READ);
    return parsed;
  },
});

/** The journal writes a message that is not UTF-8 as an array of its bytes. */
function bytesToText(bytes: readonly unknown[]): string {
  return Buffer.from(bytes.filter((byte) => typeof byte === 'number')).toString('utf8');
}
