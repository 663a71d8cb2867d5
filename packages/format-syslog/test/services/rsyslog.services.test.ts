import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { awkwardRecords, plainRecord } from '@tailrace/core/testing';
import { type RsyslogReceived, withService } from '@tailrace/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syslogFormat } from '../../src/index.ts';
import { parseRfc5424 } from '../rfc5424.ts';

/** What rsyslog is told beside the record's own words, so that each test finds its own among what others sent. */
const run = `${process.pid}-${Date.now().toString(36)}`;

withService({ describe, it, beforeAll, afterAll }, 'rsyslog', {}, (rsyslog) => {
  const received = (app: string): readonly RsyslogReceived[] =>
    rsyslog()
      .received()
      .filter((line) => line.app === app);

  async function arrived(app: string, count: number): Promise<readonly RsyslogReceived[]> {
    await expect.poll(() => received(app).length, { timeout: 15_000 }).toBe(count);
    return received(app);
  }

  async function send(bytes: string): Promise<void> {
    const socket = connect(rsyslog().ports.tcp, rsyslog().host);
    socket.end(bytes);
    await once(socket.resume(), 'close');
  }

  it('parses every field of a datagram', async () => {
    const app = `udp-${run}`;
    const entry = syslogFormat({ facility: 'local3' }).format(
      plainRecord({
        service: app,
        kind: 'event',
        level: 'error',
        severity: 17,
        message: 'grüße 😀 "q" [b] \\ \n<0>1 forged',
        attributes: { 'a b': 'q"q b\\b [x]', nested: { list: [1, 'ü'] } },
      }),
    );
    const socket = createSocket('udp4');
    socket.send(entry, rsyslog().ports.udp, rsyslog().host, () => socket.close());
    const [line] = await arrived(app, 1);
    expect(line).toMatchObject({
      pri: '155',
      facility: 'local3',
      severity: 'err',
      version: '1',
      timestamp: '2026-11-22T16:39:00.929Z',
      hostname: 'web-1',
      process: '4711',
      message_id: 'event',
      message: String.raw`grüße 😀 "q" [b] \ \n<0>1 forged`,
      input: 'udp',
      raw: entry,
    });
    expect(line?.parameters).toMatchObject({
      'record@32473': { id: plainRecord().id, level: 'error', logger: 'shop.orders', attribute_names: '{"a_b":"a b"}' },
      'attributes@32473': { a_b: 'q"q b\\b [x]', 'nested.list': '[1,"ü"]' },
    });
  });

  it.each([
    ['by lines', 'line', (entry: string) => `${entry}\n`],
    ['by counted octets (RFC 6587)', 'count', (entry: string) => `${Buffer.byteLength(entry)} ${entry}`],
  ])('takes every record as exactly one entry over TCP %s, whatever is in it', async (_title, name, frame) => {
    const app = `${name}-${run}`;
    // rsyslog does not take a message for RFC 5424 whose year is beyond 2100.
    const known = awkwardRecords.filter((record) => record.name !== 'a time far away');
    const records = known.map(({ make }) => ({ ...make(), service: app }));
    const entries = records.map((record) => syslogFormat().format(record));
    await send(entries.map(frame).join(''));
    const lines = await arrived(app, entries.length);
    expect(lines.map(({ raw }) => raw)).toEqual(entries);
    expect(lines.map(seen)).toEqual(entries.map((entry) => meant(entry)));
  });

  it('takes an entry that the default bound allows, on a receiver whose own bound is the default', async () => {
    const app = `bound-${run}`;
    const entry = syslogFormat().format(plainRecord({ service: app, message: 'ü'.repeat(20_000) }));
    expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(8192);
    await send(`${entry}\n`);
    expect((await arrived(app, 1))[0]?.raw).toBe(entry);
  });
});

/** What rsyslog understood, in the words of our own reading of the grammar. */
function seen(line: RsyslogReceived): object {
  return {
    priority: line.pri,
    hostname: line.hostname,
    processId: line.process,
    messageId: line.message_id,
    data: line.parameters,
    message: line.message,
  };
}

function meant(entry: string): object {
  const { priority, hostname, processId, messageId, data, message } = parseRfc5424(entry);
  return { priority: String(priority), hostname, processId, messageId, data: { ...data }, message };
}
