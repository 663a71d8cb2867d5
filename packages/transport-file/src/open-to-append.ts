import { dirname } from 'node:path';
import { codeOf, type FileSystem } from './file-system.ts';

/** How files are opened. */
export interface OpenSettings {
  readonly mkdir: boolean;
  readonly mode: number;
  readonly directoryMode: number | undefined;
  /** Node's flags for the first time that a file is opened. */
  readonly flags: string;
  /** The paths that were opened with these flags, which are not truncated again. */
  readonly begun: Set<string>;
}

/** Opens a file to be appended to, with its folder where that is missing; answers its descriptor. */
export function openToAppend(path: string, settings: OpenSettings, fs: FileSystem): number {
  const { mkdir, directoryMode } = settings;
  try {
    return openAs(path, settings, fs);
  } catch (error) {
    if (!mkdir || codeOf(error) !== 'ENOENT') throw error;
    const mode = directoryMode === undefined ? {} : { mode: directoryMode };
    fs.mkdirSync(dirname(path), { recursive: true, ...mode });
    return openAs(path, settings, fs);
  }
}

function openAs(path: string, { flags, mode, begun }: OpenSettings, fs: FileSystem): number {
  if (flags !== 'a' && !begun.has(path)) {
    fs.closeSync(fs.openSync(path, flags, mode));
    begun.add(path);
  }
  const there = fs.statSync(path, { throwIfNoEntry: false });
  // A pipe that is opened for reading too would never tell that its reader has gone.
  if (there !== undefined && !there.isFile()) return fs.openSync(path, 'a', mode);
  try {
    return fs.openSync(path, 'a+', mode);
  } catch (error) {
    if (codeOf(error) !== 'EACCES') throw error;
    return fs.openSync(path, 'a', mode);
  }
}
