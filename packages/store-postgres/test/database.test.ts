import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { FakeClock } from '@tailrace/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Deadline } from '../src/deadline.ts';
import { settingsOf } from '../src/options.ts';
import { databaseOf } from '../src/postgres-store.ts';

describe('a server that takes a connection and says nothing', () => {
  let server: Server;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    server = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  it('is waited for no longer than the work may take, also while connecting', async () => {
    const { port } = server.address() as AddressInfo;
    const clock = new FakeClock();
    const database = databaseOf(settingsOf({ url: `postgres://nobody@127.0.0.1:${port}/none`, clock }));
    const deadline = new Deadline(clock, 200);
    const asked = database.use('asking', async () => 'an answer', deadline);
    const outcome = expect(asked).rejects.toMatchObject({ code: 'TAILRACE_QUERY_LIMIT' });
    await once(server, 'connection');
    await clock.advance(200);
    await outcome;
    deadline.end();
    for (const socket of sockets) socket.destroy();
    await database.end();
  });
});
