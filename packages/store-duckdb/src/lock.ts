import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, realpath, rm, statfs, symlink, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TailraceError } from '@tailrace/core';
import { namesIn } from './layout.ts';

/** The right to write a store's folder; given back by `release` or by the end of the process. */
export interface FolderLock {
  release(): Promise<void>;
}

type Stance = 'trying' | 'held';

/** How often a claimant looks again at another with a later name, and how many times. */
const LOOK_AGAIN_MILLIS = 25;
const LOOKS = 80;
const ANSWER_MILLIS = 1000;
/** The shortest limit on a socket's path among the systems we run on, with room for the name. */
const LONGEST_FOLDER = 60;

/**
 * Takes the right to write a folder.
 *
 * Liveness is a socket bound in the folder, never a process id: containers are all process 1, and ids come again.
 * Each claimant binds a name of its own, then looks at all others. A name that nobody answers is dead for good, since
 * names are never used twice, so it may be removed. Whoever binds later sees whoever bound earlier: two never hold it.
 *
 * @throws TailraceError `TAILRACE_STORE_LOCKED` where another process has it, `TAILRACE_BAD_OPTION` on a network's disk.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  if (process.platform === 'win32') return lockByPipe(folder);
  await refuseNetworkFolder(folder);
  return lockBySocket(folder);
}

/** Kinds of file systems that several machines may have at once, by the numbers that Linux gives them. */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x5346414f, 'AFS'],
]);

/** A socket is seen on its own machine only: two collectors on two machines would both think that they are alone. */
async function refuseNetworkFolder(folder: string): Promise<void> {
  const name = process.platform === 'linux' ? networkFileSystem((await statfs(folder)).type) : undefined;
  if (name === undefined) return;
  throw new TailraceError(
    'TAILRACE_BAD_OPTION',
    `${folder} is on ${name}, where nothing keeps two machines from writing it at once: take a local disk, and an archive or backup there.`,
  );
}

/** The name of a network's file system, by its type as `statfs` tells it; undefined for others. */
export function networkFileSystem(type: number): string | undefined {
  return NETWORK_FILE_SYSTEMS.get(type >>> 0);
}

async function lockBySocket(folder: string): Promise<FolderLock> {
  const reach = await shortPath(folder);
  const name = `lock-${Date.now().toString(36).padStart(10, '0')}-${randomBytes(4).toString('hex')}`;
  let stance: Stance = 'trying';
  const server = await listen(join(reach.path, name), () => stance);
  const release = async () => {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await unlink(join(folder, name)).catch(() => undefined);
    await reach.remove();
  };
  try {
    for (let look = 0; ; look += 1) {
      const others = await rivals(folder, reach.path, name);
      const first = others[0];
      if (first === undefined) break;
      const mustYield = others.some((other) => other.stance === 'held' || other.name < name);
      if (mustYield || look === LOOKS) throw locked(folder);
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MILLIS));
    }
  } catch (error) {
    await release();
    throw error;
  }
  stance = 'held';
  return { release };
}

/** The other claimants that live; the dead ones are removed on the way. */
async function rivals(folder: string, reach: string, own: string): Promise<{ name: string; stance: Stance }[]> {
  const alive: { name: string; stance: Stance }[] = [];
  for (const name of await namesIn(folder)) {
    if (!name.startsWith('lock-') || name === own) continue;
    const stance = await ask(join(reach, name));
    if (stance === undefined) await unlink(join(folder, name)).catch(() => undefined);
    else alive.push({ name, stance });
  }
  return alive;
}

function listen(path: string, stance: () => Stance): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(stance());
    });
    server.unref();
    server.once('error', reject);
    server.listen(path, () => resolve(server));
  });
}

/** What a socket says that nobody will listen on again. */
const DEAD_CODES = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK']);

/**
 * Asks who listens; undefined where nobody does. A listener that does not answer is alive, and holds it: it may be
 * suspended, and so many may have asked it that its queue is full, which is told as EAGAIN.
 */
function ask(path: string): Promise<Stance | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let said = '';
    let isDead = false;
    socket.setTimeout(ANSWER_MILLIS, () => socket.destroy());
    socket.on('data', (bytes) => {
      said += bytes.toString('latin1');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      isDead = DEAD_CODES.has(error.code ?? '');
    });
    socket.on('close', () => resolve(isDead ? undefined : said === 'trying' ? 'trying' : 'held'));
  });
}

/** A path to the folder that is short enough for a socket: itself, or a link to it in the system's temporary folder. */
async function shortPath(folder: string): Promise<{ path: string; remove(): Promise<void> }> {
  if (Buffer.byteLength(folder) <= LONGEST_FOLDER) return { path: folder, remove: () => Promise.resolve() };
  const home = await mkdtemp(join(tmpdir(), 'trl-'));
  const path = join(home, 'd');
  await symlink(await realpath(folder), path);
  return { path, remove: () => rm(home, { recursive: true, force: true }) };
}

/** On Windows a named pipe has one owner, and is gone with it. */
async function lockByPipe(folder: string): Promise<FolderLock> {
  const hash = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 32);
  try {
    const server = await listen(`\\\\.\\pipe\\tailrace-${hash}`, () => 'held');
    return { release: () => new Promise((resolve) => server.close(() => resolve())) };
  } catch {
    throw locked(folder);
  }
}

function locked(folder: string): TailraceError {
  return new TailraceError(
    'TAILRACE_STORE_LOCKED',
    `Another process has ${folder} open for writing. Close it, or open the folder for reading.`,
  );
}
