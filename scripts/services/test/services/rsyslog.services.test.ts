import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withService } from '../../index.mjs';

const entry = (id: string): string =>
  `<14>1 2026-01-01T00:00:00.000Z host round ${process.pid} ${id} [a@32473 b="1"] hi ${id}`;

withService({ describe, it, beforeAll, afterAll }, 'rsyslog', { own: true }, (rsyslog) => {
  const seen = (id: string) =>
    rsyslog()
      .received()
      .find((line) => line.message_id === id);
  const arrived = async (id: string) => {
    await expect.poll(() => seen(id)).toBeDefined();
    return seen(id);
  };

  it('takes a datagram', async () => {
    const socket = createSocket('udp4');
    socket.send(entry('udp'), rsyslog().ports.udp, '127.0.0.1', () => socket.close());
    expect(await arrived('udp')).toMatchObject({
      input: 'udp',
      pri: '14',
      message: 'hi udp',
      structured_data: '[a@32473 b="1"]',
    });
  });

  it('takes lines and counted entries on one port, also after it was killed and started again', async () => {
    for (const [id, frame] of [
      ['line', `${entry('line')}\n`],
      ['counted', `${entry('counted').length} ${entry('counted')}`],
    ] as const) {
      connectPlain(rsyslog().ports.tcp, '127.0.0.1').end(frame);
      expect(await arrived(id)).toMatchObject({ input: 'tcp', parameters: { 'a@32473': { b: '1' } } });
      await rsyslog().kill();
      await rsyslog().restart();
    }
  });

  it('takes TLS from whoever shows a certificate of its authority', async () => {
    const socket = connectTls({ port: rsyslog().ports.tls, host: '127.0.0.1', ...rsyslog().certificates() });
    await once(socket, 'secureConnect');
    socket.end(`${entry('tls')}\n`);
    expect(await arrived('tls')).toMatchObject({ input: 'tls', message: 'hi tls' });
  });

  it('refuses TLS without a certificate', async () => {
    const { ca } = rsyslog().certificates();
    const socket = connectTls({ port: rsyslog().ports.tls, host: '127.0.0.1', ca });
    socket.end(`${entry('stranger')}\n`);
    await expect(once(socket, 'close')).rejects.toThrow();
    expect(seen('stranger')).toBeUndefined();
  });
});
