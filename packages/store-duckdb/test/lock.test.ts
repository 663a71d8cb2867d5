import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { lockFolder, networkFileSystem } from '../src/lock.ts';
import { makeFolder, openStore } from './records.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Another process that takes the lock, and says so. */
async function holder(folder: string): Promise<ChildProcess> {
  const child = fork(join(__dirname, 'fixtures', 'hold-lock.cjs'), [folder], { execArgv: [] });
  children.push(child);
  const [message] = (await once(child, 'message')) as [string];
  if (message !== 'held') throw new Error(message);
  return child;
}

describe('the lock of a folder', () => {
  it('is held by one at a time', async () => {
    const folder = await makeFolder();
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'TAILRACE_STORE_LOCKED' });
    await lock.release();
    const again = await lockFolder(folder);
    await again.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes to one of many that ask at once', async () => {
    const folder = await makeFolder();
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const held = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(held).toHaveLength(1);
    for (const lock of held) await lock.release();
  });

  it('is refused while another process lives, and free once that was killed', async () => {
    const folder = await makeFolder();
    const child = await holder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'TAILRACE_STORE_LOCKED' });
    await expect(openStore(folder)).rejects.toMatchObject({ code: 'TAILRACE_STORE_LOCKED' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await lockFolder(folder);
    await lock.release();
  });

  it('stays with a process that is suspended, however many ask it', async () => {
    const folder = await makeFolder();
    const child = await holder(folder);
    child.kill('SIGSTOP');
    const [name = ''] = (await readdir(folder)).filter((one) => one.startsWith('lock-'));
    // More than its queue holds: from then on the system turns everybody away.
    const asking = Array.from({ length: 600 }, () => connect(join(folder, name)).on('error', () => undefined));
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'TAILRACE_STORE_LOCKED' });
    for (const socket of asking) socket.destroy();
    expect(await readdir(folder)).toContain(name);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await lockFolder(folder)).release();
  });

  it.each([
    [0x6969, 'NFS'],
    [0xff534d42, 'CIFS'],
    [-11317950, 'CIFS'],
    [0xef53, undefined],
    [0x01021994, undefined],
  ])('is told from its type whether a folder is on a network: %d', (type, name) => {
    expect(networkFileSystem(type)).toBe(name);
  });

  it('takes a file that is no socket for a dead one', async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'lock-0000000000-00000000'), '');
    const lock = await lockFolder(folder);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('works in a folder whose path is longer than a socket may be', async () => {
    const folder = join(await makeFolder(), 'a'.repeat(120), 'b'.repeat(120));
    await mkdir(folder, { recursive: true });
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'TAILRACE_STORE_LOCKED' });
    await lock.release();
  });
});
