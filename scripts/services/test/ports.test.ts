import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { freePort, isTaken } from '../src/ports.mjs';

it('gives no port twice, though nobody has bound the first one yet', async () => {
  const random = vi.spyOn(Math, 'random').mockReturnValueOnce(0.5).mockReturnValueOnce(0.5);
  onTestFinished(() => random.mockRestore());
  expect(await freePort()).not.toBe(await freePort());
});

it.runIf(process.platform === 'linux')('is asked about a port without being in the way of who binds it', async () => {
  const port = await freePort();
  const server = createServer();
  const asked = Array.from({ length: 20 }, () => isTaken('tcp', port));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  expect(await Promise.all(asked)).toEqual(asked.map(() => false));
  expect(await isTaken('tcp', port)).toBe(true);
  expect(await isTaken('udp', port)).toBe(false);
});

it('tells of UDP ports too', async () => {
  const port = await freePort();
  const socket = createSocket('udp4');
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  expect([await isTaken('udp', port), await isTaken('tcp', port)]).toEqual([true, false]);
});
