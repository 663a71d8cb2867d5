import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { FileFollower } from '../src/follow/file-follower.ts';
import { line, temporaryFolder } from './cli.ts';

const folder = temporaryFolder();

it('shows no part of lines that were written between its look at a file and its reading of it', async () => {
  const path = join(folder, 'cut.log');
  const first = line('12:00:00', 'info', 'first');
  writeFileSync(path, first);
  const follower = new FileFollower(path, () => true, {});
  expect(await follower.last(10)).toHaveLength(1);

  const handle = await open(path);
  const prototype = Object.getPrototypeOf(handle) as { read(...parameters: unknown[]): Promise<unknown> };
  await handle.close();
  // oxlint-disable-next-line typescript/unbound-method -- called with its handle
  const { read } = prototype;
  let isCut = false;
  const spy = vi.spyOn(prototype, 'read').mockImplementation(function cutBefore(this: unknown, ...parameters) {
    if (!isCut && parameters[3] === first.length) {
      isCut = true;
      writeFileSync(path, line('12:00:01', 'info', 'second') + line('12:00:02', 'info', 'third'));
    }
    return read.apply(this as typeof prototype, parameters);
  });
  onTestFinished(() => spy.mockRestore());

  const stop = new AbortController();
  const messages: string[] = [];
  const notices: string[] = [];
  const record = ({ message }: { readonly message: string }): undefined => {
    messages.push(message);
    if (messages.includes('second') && message === 'third') stop.abort();
  };
  const listener = { record, idle: () => Promise.resolve(), notice: (text: string) => void notices.push(text) };
  await follower.follow(listener, stop.signal);
  expect(messages).toEqual(['second', 'third']);
  expect(notices).toEqual([`${path} was truncated; it is read from its start.`]);
});
