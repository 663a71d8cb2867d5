import * as fs from 'node:fs';

/**
 * The calls of the file system that a spool's writing depends on, in one place, so that tests can let each of them
 * fail. Callbacks are made promises by hand: `fs.promises` costs a file handle and more microtasks per call.
 */
export interface SpoolFiles {
  openSync(path: string, flags: string): number;
  closeSync(fd: number): void;
  mkdirSync(path: string): void;
  writeSync(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): number;
  truncateSync(fd: number, length: number): void;
  /** How many names a file has: none once somebody has deleted it. */
  linksSync(fd: number): number;
  write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): Promise<number>;
  sync(fd: number): Promise<void>;
  syncSync(fd: number): void;
  /** Makes the names in a folder as durable as a synced file. */
  syncFolder(path: string): Promise<void>;
  syncFolderSync(path: string): void;
}

/** Files of a spool are for their owner alone. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** The real file system. */
export const nodeFiles: SpoolFiles = {
  openSync: (path, flags) => fs.openSync(path, flags, FILE_MODE),
  closeSync: (fd) => fs.closeSync(fd),
  mkdirSync: (path) => void fs.mkdirSync(path, { recursive: true, mode: FOLDER_MODE }),
  writeSync: (fd, bytes, offset, length, position) => fs.writeSync(fd, bytes, offset, length, position),
  truncateSync: (fd, length) => fs.ftruncateSync(fd, length),
  linksSync: (fd) => fs.fstatSync(fd).nlink,
  syncSync: (fd) => fs.fdatasyncSync(fd),
  // On Windows folders can't be opened, and their names are durable with the file.
  syncFolder: async (path) => {
    if (process.platform === 'win32') return;
    const folder = await fs.promises.open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  syncFolderSync: (path) => {
    if (process.platform === 'win32') return;
    const folder = fs.openSync(path, 'r');
    try {
      fs.fsyncSync(folder);
    } finally {
      fs.closeSync(folder);
    }
  },
  write: (fd, bytes, offset, length, position) =>
    new Promise((resolve, reject) => {
      fs.write(fd, bytes, offset, length, position, (error, written) => {
        if (error) reject(error);
        else resolve(written);
      });
    }),
  sync: (fd) =>
    new Promise((resolve, reject) => {
      fs.fdatasync(fd, (error) => {
        if (error) reject(error);
        else resolve();
      });
    }),
};

/** Writes all of it, however short single writes are. */
export async function writeAll(files: SpoolFiles, fd: number, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const written = await files.write(fd, bytes, done, bytes.length - done, position + done);
    if (written === 0) throw shortWrite();
    done += written;
  }
}

/** The same for the exit hook. */
export function writeAllSync(files: SpoolFiles, fd: number, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) {
    const written = files.writeSync(fd, bytes, done, bytes.length - done, position + done);
    if (written === 0) throw shortWrite();
    done += written;
  }
}

function shortWrite(): NodeJS.ErrnoException {
  return Object.assign(new Error('EIO: the file takes no more bytes'), { code: 'EIO' });
}
