import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { freePort, isFree } from '../src/ports.mjs';
import { serverFolder, startServer } from '../src/server.mjs';

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}.mjs`, import.meta.url));

async function startAnswering() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const service = await startServer({
    name: 'answering',
    folder: serverFolder('answering'),
    ports: [port],
    url,
    command: () => ({ file: process.execPath, args: [fixture('answering-server'), String(port)] }),
    ready: async () => (await fetch(url)).ok,
  });
  onTestFinished(() => service.stop());
  return service;
}

const ask = async (url: string): Promise<string> => (await fetch(url)).text();

it('answers a server that is ready, and brings it back on the same port and folder after a kill', async () => {
  const service = await startAnswering();
  expect(await ask(service.url)).toBe('1');
  await service.kill();
  expect(await isFree(service.port)).toBe(true);
  await service.restart();
  expect(await ask(service.url)).toBe('2');
  expect(service.log()).toBe('start 1\nstart 2');
});

it('ends a kill for which somebody else has started the server again', async () => {
  const service = await startAnswering();
  // The restart kills too, and is done first: the ports that the kill waits for are taken again.
  await Promise.all([service.kill(), service.restart()]);
  expect(await ask(service.url)).toBe('2');
  await service.kill();
  expect(await isFree(service.port)).toBe(true);
});

it('freezes a server and lets it go on', async () => {
  const service = await startAnswering();
  await service.suspend();
  const answer = ask(service.url);
  const first = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 50, 'nothing'))]);
  expect(first).toBe('nothing');
  await service.resume();
  expect(await answer).toBe('1');
});

it('removes the folder and frees the port when it is stopped, also a frozen one', async () => {
  const service = await startAnswering();
  await service.suspend();
  await service.stop();
  expect(existsSync(service.folder)).toBe(false);
  expect(await isFree(service.port)).toBe(true);
});

it('says with the log of the server why it did not start, and leaves no folder', async () => {
  const folder = serverFolder('failing');
  const started = startServer({
    name: 'failing',
    folder,
    ports: [await freePort()],
    url: '',
    command: () => ({ file: 'sh', args: ['-c', 'echo no such setting; exit 3'] }),
    ready: async () => false,
  });
  await expect(started).rejects.toThrow(/^failing ended with code 3 before it was ready:\nno such setting$/);
  expect(existsSync(folder)).toBe(false);
});

it('leaves neither server nor folder behind when the process that started it is killed', async () => {
  const parent = spawn(process.execPath, [fixture('abandoning-parent')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const { folder, url, port } = JSON.parse(String(line)) as { folder: string; url: string; port: number };
  expect(await ask(url)).toBe('1');
  parent.kill('SIGKILL');
  await vi.waitFor(async () => expect([existsSync(folder), await isFree(port)]).toEqual([false, true]), {
    timeout: 15_000,
  });
});
