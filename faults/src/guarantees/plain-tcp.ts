import { type DiagnosticsEvent, newRecordId } from '@tailrace/core';
import { recordedDiagnostics } from '@tailrace/core/testing';
import { TcpTransport } from '@tailrace/transport-tcp';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '../verdict.ts';

const COUNT = 5;
const PATIENCE_MILLIS = 60_000;

/**
 * What TCP alone promises, before a receiver that acknowledges nothing: records are handed to the connection, and what
 * the peer has not read when it ends is gone. Whether that is told is found out with a peer that never reads.
 */
export async function plainTcp(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const directory = mkdtempSync(join(tmpdir(), 'tailrace-plain-'));
  const { diagnostics, events } = recordedDiagnostics();
  const transport = new TcpTransport({
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    acknowledge: false,
    settleMillis: 5,
    diagnostics,
    delivery: { batch: { ageMillis: 0 }, endMillis: 50, spool: { directory } },
  });
  try {
    for (let index = 0; index < COUNT; index += 1) {
      const [id, timestamp] = [newRecordId(), Date.now()];
      transport.record({ id, timestamp, level: 'info', severity: 9, message: `a1-${index}` });
    }
    await until('the records were handed over', () => transport.books().delivered === COUNT);
    for (const socket of sockets) socket.resetAndDestroy();
    const told = (): DiagnosticsEvent | undefined => events.find(({ name }) => name === 'connection.lost');
    await until('it was told what may be lost', () => told() !== undefined);
    must(told()?.records === COUNT, `${told()?.records} records were told of.`);
    return 'what the peer has not read when a connection ends is lost, and how many that may be is reported';
  } finally {
    await new Promise<void>((resolve) => void transport.end(() => resolve()));
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
    rmSync(directory, { recursive: true, force: true });
  }
}

async function until(words: string, isSo: () => boolean): Promise<void> {
  const limit = Date.now() + PATIENCE_MILLIS;
  while (!isSo()) {
    must(Date.now() < limit, `It never came that ${words}.`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
