import { inertText } from '@tailrace/core';
import { formatterKit } from '@tailrace/core/testing';
import { describe, it } from 'vitest';
import { syslogFormat } from '../src/index.ts';
import { parseRfc5424 } from './rfc5424.ts';

formatterKit({
  name: 'syslog',
  create: () => syslogFormat({ maxBytes: 1 << 20 }),
  readBack(entry) {
    const { data, message, ...header } = parseRfc5424(String(entry));
    const { id, level, host, service } = data['record@32473'] ?? {};
    return {
      id,
      level,
      message,
      host: host ?? header.hostname,
      service: service ?? header.appName,
      attributes: Object.keys(data['attributes@32473'] ?? {}).length,
    };
  },
  expected: ({ id, level, message, host, service, attributes = {} }) => ({
    id,
    level: inertText(level),
    message: inertText(message),
    host: inertText(host ?? syslogHost()),
    service: inertText(service ?? '-'),
    attributes: leaves(attributes),
  }),
}).register({ describe, it });

formatterKit({ name: 'syslog (cut to 1 KiB)', create: () => syslogFormat({ maxBytes: 1024 }) }).register({
  describe,
  it,
});

/** The name that the format gives a record without a host. */
function syslogHost(): string {
  const bare = { id: 'a', timestamp: 0, level: 'info', severity: 9, message: '' };
  return parseRfc5424(syslogFormat().format(bare)).hostname;
}

/** How many values there are, each of which becomes a parameter. */
function leaves(value: unknown): number {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 1;
  const items = Object.values(value).filter((item) => item !== undefined);
  return items.reduce<number>((sum, item) => sum + (isEmpty(item) ? 1 : leaves(item)), 0);
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
