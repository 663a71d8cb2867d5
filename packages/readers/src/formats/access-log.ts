import type { LineFormat, ParsedLine } from '../format.ts';
import { levelOfStatus } from '../level-words.ts';
import { plainValue } from '../pattern-format.ts';
import { parseAccessTime } from '../time/month-time.ts';

const LINE =
  /^(?:([\w.*-]+:\d+) )?(\S+) (\S+) (\S+) \[([^\]]{20,34})\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?(.*)$/s;
const REQUEST = /^([A-Z]{3,16}) (\S+)(?: (HTTP\/[\d.]+))?$/;

/** The common and the combined format of Apache and nginx, also with a virtual host before and more fields after. */
export const accessLog: LineFormat = {
  name: 'access',
  title: 'Apache and nginx access log (common, combined)',
  example: '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326',
  certainty: 'exact',
  continues: false,
  parse(line, { wall }) {
    const match = LINE.exec(line);
    if (match === null) return undefined;
    const [, vhost, client, , user, time = '', request = '', status = '', bytes = '', referrer, agent, more = ''] =
      match;
    const timestamp = parseAccessTime(time, wall);
    if (Number.isNaN(timestamp)) return undefined;
    const [, method, target, protocol] = REQUEST.exec(request) ?? [];
    const attributes: Record<string, unknown> = { client };
    if (vhost !== undefined) attributes['vhost'] = vhost;
    if (user !== '-') attributes['user'] = user;
    if (method !== undefined) attributes['method'] = method;
    if (target !== undefined) attributes['path'] = target;
    if (protocol !== undefined) attributes['protocol'] = protocol;
    attributes['status'] = Number(status);
    if (bytes !== '-') attributes['bytes'] = Number(bytes);
    if (referrer !== undefined && referrer !== '-') attributes['referrer'] = referrer;
    if (agent !== undefined && agent !== '-') attributes['user_agent'] = agent;
    if (more.trim() !== '') attributes['more'] = plainValue(more.trim());
    // The whole request stands in the message, so that a search for words finds it.
    const parsed: ParsedLine = {
      message: `${request} ${status}`,
      timestamp,
      ...levelOfStatus(Number(status)),
      attributes,
    };
    return parsed;
  },
};
