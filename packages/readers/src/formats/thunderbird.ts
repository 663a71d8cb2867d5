import type { LineFormat } from '../format.ts';
import { readTag } from './syslog-3164.ts';

const LINE = /^(\S+) (\d{9,10}) \d{4}\.\d\d\.\d\d (\S+) [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d (\S+) (.*)$/s;

/** Syslog lines of a supercomputer, gathered with an alert tag, the epoch's seconds and the node before them. */
export const thunderbird: LineFormat = {
  name: 'thunderbird',
  title: 'Thunderbird (gathered syslog)',
  example:
    '- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond(pam_unix)[2915]: session closed for user root',
  certainty: 'exact',
  continues: true,
  parse(line) {
    const match = LINE.exec(line);
    if (match === null) return undefined;
    const [, alert, seconds, host = '', location, rest = ''] = match;
    const parsed = readTag(rest);
    return {
      ...parsed,
      timestamp: Number(seconds) * 1000,
      host,
      attributes: { ...parsed.attributes, location, ...(alert !== '-' && { alert }) },
    };
  },
};
