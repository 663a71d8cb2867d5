import { startCollector } from '@tailrace/collector';
import { newRecordId } from '@tailrace/core';
import type { SinkTransport, SinkTransportOptions } from '@tailrace/delivery';
import { openDuckdbStore } from '@tailrace/store-duckdb';
import { HttpTransport } from '@tailrace/transport-http';
import { TcpTransport } from '@tailrace/transport-tcp';
import { WebsocketTransport } from '@tailrace/transport-websocket';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const COUNT = 50;

it('a collector stores once what comes twice, over HTTP, WebSocket and TCP [G4]', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-collector-'));
  const store = await openDuckdbStore({ directory: join(folder, 'store') });
  const collector = await startCollector({ store, port: 0, tcp: { port: 0 } });
  const records = Array.from({ length: COUNT }, (_, index) => ({
    id: newRecordId(),
    timestamp: Date.now(),
    level: 'info',
    severity: 9,
    message: `a1-${index}`,
  }));
  const makers: readonly ((options: SinkTransportOptions) => SinkTransport)[] = [
    (options) => HttpTransport.toCollector(collector.url, options),
    (options) => new WebsocketTransport({ ...options, url: `${collector.url.replace('http', 'ws')}/v1/ws` }),
    (options) => new TcpTransport({ ...options, url: collector.tcpUrl ?? '' }),
  ];
  try {
    for (const [index, make] of makers.entries()) {
      // Each knows nothing of what the others have sent.
      const transport = make({ delivery: { spool: { directory: join(folder, String(index)) } } });
      for (const record of records) transport.record(record);
      expect(await transport.flush(30_000)).toEqual({ delivered: COUNT, pending: 0 });
      await new Promise<void>((resolve) => void transport.end(() => resolve()));
      expect((await store.stats()).records).toBe(COUNT);
    }
  } finally {
    await collector.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
