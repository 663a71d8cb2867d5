import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpoolFiles } from './spool-files.ts';

/**
 * Each open spool has a folder of its own, a run, named so that runs sort by their beginning. A socket bound in it
 * says that the owner lives: it answers as long as the process does, whatever ended it, and means the same to
 * processes in different containers on one disk, where process ids do not.
 */
const RUN_NAME = /^[0-9a-z]{9}-[0-9a-z]{6}$/;
const SOCKET_NAME = 'owner';
/** A folder under this prefix is not a run yet: its socket is not bound. */
export const UNBORN_PREFIX = '.new-';
/** The address of a socket holds 104 bytes at least (macOS; Linux 108), its end included. */
const LONGEST_ADDRESS = 100;

/** The folder of a run that lives in this process. */
export interface RunFolder {
  readonly name: string;
  readonly path: string;
  /** Gives the folder up: from now on whoever finds it may adopt what is in it. */
  release(): void;
}

/** Answers whether a name is that of a run. */
export function isRunName(name: string): boolean {
  return RUN_NAME.test(name);
}

/** The names of the runs in a spool's folder, the oldest first; none where the folder is missing. */
export function runNames(keyFolder: string): string[] {
  try {
    return readdirSync(keyFolder).filter(isRunName).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Makes this process's own run. The socket is bound before the folder gets its name, so nobody ever sees a run that
 * lives and seems dead.
 */
export function createRunFolder(keyFolder: string, files: SpoolFiles, millis: number): RunFolder {
  files.mkdirSync(keyFolder);
  const youngest = runNames(keyFolder).at(-1);
  const after = youngest === undefined ? 0 : Number.parseInt(youngest.slice(0, 9), 36) + 1;
  const name = `${Math.max(millis, after).toString(36).padStart(9, '0')}-${randomName()}`;
  const unborn = join(keyFolder, UNBORN_PREFIX + name);
  files.mkdirSync(unborn);
  const path = join(keyFolder, name);
  const server = createServer((socket) => socket.destroy());
  // A failure is told by `listening` below; an unheard error would end the process.
  server.on('error', () => undefined);
  try {
    bind(server, unborn, name);
    renameSync(unborn, path);
  } catch (error) {
    server.close();
    rmSync(unborn, { recursive: true, force: true });
    throw error;
  }
  return {
    name,
    path,
    release() {
      server.close();
      // A folder that holds nothing but the socket is not worth adopting.
      quietly(() => {
        if (readdirSync(path).every((file) => file === SOCKET_NAME)) rmSync(path, { recursive: true, force: true });
      });
    },
  };
}

/** Asks the socket of a run whether its owner lives. */
export function isAlive(keyFolder: string, name: string): Promise<boolean> {
  const address = shortAddress(join(keyFolder, name), name);
  return new Promise((resolve) => {
    const socket = connect(address.path);
    const answer = (alive: boolean): void => {
      socket.destroy();
      address.release();
      resolve(alive);
    };
    socket.on('connect', () => answer(true));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Nobody listens, or there is no socket: dead. Anything else (no permission, a full backlog) says nothing, and
      // taking from the living is worse than leaving the dead for another time.
      answer(!['ECONNREFUSED', 'ENOENT', 'ENOTDIR', 'ENOTSOCK'].includes(error.code ?? ''));
    });
  });
}

/** Binds within the call: for local sockets Node does it before `listen` returns. */
function bind(server: Server, folder: string, name: string): void {
  const address = shortAddress(folder, name);
  try {
    server.listen({ path: address.path, exclusive: true });
    server.unref();
  } finally {
    address.release();
  }
  if (!server.listening) {
    throw Object.assign(new Error(`A socket cannot be bound in the spool's folder ${folder}.`), { code: 'ENOTSUP' });
  }
}

/** An address of the socket in a folder, through a short link where the folder's own path is too long for one. */
function shortAddress(folder: string, name: string): { readonly path: string; release(): void } {
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\tailrace-${name}`, release: () => undefined };
  const direct = join(folder, SOCKET_NAME);
  if (Buffer.byteLength(direct) <= LONGEST_ADDRESS) return { path: direct, release: () => undefined };
  const shortcut = mkdtempSync(join(tmpdir(), 'tr-'));
  const link = join(shortcut, 'r');
  symlinkSync(folder, link);
  return {
    path: join(link, SOCKET_NAME),
    release() {
      quietly(() => unlinkSync(link));
      quietly(() => rmdirSync(shortcut));
    },
  };
}

function randomName(): string {
  return randomBytes(4).readUInt32LE(0).toString(36).padStart(6, '0').slice(-6);
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // Tidying up: what stays behind is looked after at the next start.
  }
}
