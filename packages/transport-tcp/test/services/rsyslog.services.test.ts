import { createRecord } from '@tailrace/core';
import { awkwardRecords } from '@tailrace/core/testing';
import { syslogFormat } from '@tailrace/format-syslog';
import { type Rsyslog, type RsyslogReceived, withService } from '@tailrace/services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import winston from 'winston';
import type { TcpTransportOptions } from '../../src/index.ts';
import { newTransport } from '../fixtures/bench.ts';

/** Tells what one test sent from what others sent to the same server. */
const nameOf = (test: string): string => `${test}-${process.pid}-${Date.now().toString(36)}`;

async function arrived(rsyslog: Rsyslog, app: string, count: number): Promise<readonly RsyslogReceived[]> {
  const received = () => rsyslog.received().filter((line) => line.app === app);
  await expect.poll(() => received().length, { timeout: 30_000 }).toBe(count);
  return received();
}

const plain = ({ host, ports }: Rsyslog): string => `tcp://${host}:${ports.tcp}`;
const encrypted = ({ host, ports }: Rsyslog): string => `tls://${host}:${ports.tls}`;

const ways: readonly (readonly [string, (rsyslog: Rsyslog) => TcpTransportOptions])[] = [
  ['newline', (rsyslog) => ({ url: plain(rsyslog), framing: 'newline' })],
  ['octet-count', (rsyslog) => ({ url: plain(rsyslog), framing: 'octet-count' })],
  ['tls', (rsyslog) => ({ url: encrypted(rsyslog), framing: 'octet-count', tls: rsyslog.certificates() })],
];

withService({ describe, it, beforeAll, afterAll }, 'rsyslog', {}, (rsyslog) => {
  it.each(ways)('brings what Winston logs to rsyslog, once and in order: %s [A9, F5]', async (way, optionsOf) => {
    const app = nameOf(way);
    const formatter = syslogFormat({ facility: 'local0', appName: app });
    const { transport } = newTransport({ ...optionsOf(rsyslog()), acknowledge: false, formatter });
    const log = winston.createLogger({ transports: [transport] });
    for (let n = 0; n < 2000; n += 1) log.info(`order ${n} is\non its way`, { n });
    expect(await transport.flush(30_000)).toMatchObject({ pending: 0 });
    const lines = await arrived(rsyslog(), app, 2000);
    expect(lines.map(({ message }) => message)).toEqual(
      Array.from({ length: 2000 }, (_, n) => String.raw`order ${n} is\non its way`),
    );
    expect(lines[7]).toMatchObject({ pri: '134', input: way === 'tls' ? 'tls' : 'tcp' });
    expect(lines[7]?.parameters['attributes@32473']).toEqual({ n: '7' });
  });

  it.each(ways)('keeps every record one entry, whatever is in it: %s', async (way, optionsOf) => {
    const app = nameOf(`awkward-${way}`);
    const formatter = syslogFormat();
    const { transport } = newTransport({ ...optionsOf(rsyslog()), acknowledge: false, formatter });
    // rsyslog does not take a message for RFC 5424 whose year is beyond 2100.
    const known = awkwardRecords.filter((record) => record.name !== 'a time far away' && record.unrepeatable !== true);
    const records = known.map(({ make }) => ({ ...make(), service: app }));
    const entries = records.map((record) => formatter.format(record));
    for (const record of records) transport.record(record);
    expect(await transport.flush(30_000)).toMatchObject({ pending: 0 });
    expect((await arrived(rsyslog(), app, entries.length)).map(({ raw }) => raw)).toEqual(entries);
  });
});

withService({ describe, it, beforeAll, afterAll }, 'rsyslog', { own: true }, (rsyslog) => {
  it('keeps what is logged while rsyslog is killed, and brings it when it is back [A9, G4]', async () => {
    const app = nameOf('killed');
    const formatter = syslogFormat({ appName: app });
    const { transport } = newTransport({ url: plain(rsyslog()), acknowledge: false, formatter });
    const record = (n: number): void => void transport.record(createRecord({ message: `record ${n}` }));
    for (let n = 0; n < 100; n += 1) record(n);
    await transport.flush(30_000);
    await arrived(rsyslog(), app, 100);

    await rsyslog().kill();
    for (let n = 100; n < 300; n += 1) record(n);
    expect(transport.books()).toMatchObject({ accepted: 300, dropped: {} });
    await rsyslog().restart();

    expect(await transport.flush(30_000)).toMatchObject({ pending: 0 });
    const lines = await arrived(rsyslog(), app, 300);
    expect(lines.map(({ message }) => message)).toEqual(Array.from({ length: 300 }, (_, n) => `record ${n}`));
  });

  it('reports at least as many records as a frozen and killed rsyslog has cost [G14]', async () => {
    const app = nameOf('frozen');
    const formatter = syslogFormat({ appName: app });
    const { transport, events } = newTransport({ url: plain(rsyslog()), acknowledge: false, formatter });
    const record = (n: number): void => void transport.record(createRecord({ message: `record ${n}` }));
    record(0);
    await transport.flush(30_000);
    await arrived(rsyslog(), app, 1);

    // The kernel takes these for a process that will never read them.
    await rsyslog().suspend();
    for (let n = 1; n <= 50; n += 1) record(n);
    await transport.flush(30_000);
    await rsyslog().kill();
    await rsyslog().restart();
    record(51);
    await transport.flush(30_000);
    await expect
      .poll(() =>
        rsyslog()
          .received()
          .some(({ message, app: name }) => name === app && message === 'record 51'),
      )
      .toBe(true);

    const received = rsyslog()
      .received()
      .filter((line) => line.app === app).length;
    const reported = events
      .filter(({ name }) => name === 'connection.lost')
      .reduce((sum, { records = 0 }) => sum + records, 0);
    expect(received).toBeLessThan(52);
    expect(received + reported).toBeGreaterThanOrEqual(52);
  });
});
