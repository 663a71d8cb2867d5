import { diagnostics } from '@tailrace/core/runtime';
import { SinkTransport } from '@tailrace/delivery';
import type { FileSinkOptions } from '@tailrace/transport-file';
import { join } from 'node:path';
import type { StockFile } from './stock-transports.ts';
import { WatchedFileSink } from './watched-file-sink.ts';

/** What Winston's File says of itself. */
export type FileSettings = Pick<
  StockFile,
  | 'name'
  | 'filename'
  | 'dirname'
  | 'options'
  | 'maxsize'
  | 'maxFiles'
  | 'rotationFormat'
  | 'zippedArchive'
  | 'tailable'
  | 'lazy'
  | 'eol'
>;

/** Who hears of what happens to the files. */
export interface FileListener {
  opened(path: string): void;
  turned(from: string, to: string): void;
  failed(error: unknown): void;
}

/** A write holds no more than this. */
const BATCH = { records: 2_000, bytes: 256 * 1024, ageMillis: 1_000 };
/** To try a file once more costs next to nothing. */
const RETRY = { minMillis: 50, maxMillis: 1_000 };
/** Permissions of a file, less the process's umask, as `fs.createWriteStream` gives them. */
const MODE = 0o666;
/** What stands behind a File while it is open: queue, retries, and the files themselves. */
export class FileEngine {
  readonly #sink: WatchedFileSink;
  readonly #transport: SinkTransport;

  constructor(settings: FileSettings, listener: FileListener) {
    const { name } = settings;
    const failed = (error: unknown): void => listener.failed(error);
    this.#sink = new WatchedFileSink(
      {
        ...sinkOptions(settings),
        report(event) {
          diagnostics.report({ ...event, source: name });
          failed(failureOf(event.message, event.error));
        },
        opened: (path) => listener.opened(path),
        turned: (from, to) => listener.turned(from, to),
      },
      failed,
    );
    this.#transport = new SinkTransport('File', this.#sink, { name, delivery: { batch: BATCH, retry: RETRY } });
    this.#transport.on('warn', failed);
  }

  /** Takes an info with its text. */
  log(info: object): void {
    this.#transport.log(info);
  }

  /** Opens the file if it is not open. */
  open(): void {
    this.#sink.openFile();
  }

  /** Writes what waits for others. */
  hurry(): void {
    this.#transport.close();
  }

  flush(deadlineMillis?: number): Promise<{ readonly delivered: number; readonly pending: number }> {
    return this.#transport.flush(deadlineMillis);
  }

  /** Writes everything and closes the file. */
  end(callback: () => void): void {
    this.#transport.end(callback);
  }
}

/** What happened in words, with the system's code. */
function failureOf(message: string, cause: unknown): Error {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return Object.assign(new Error(message, { cause }), code === undefined ? {} : { code });
}

function sinkOptions(settings: FileSettings): FileSinkOptions {
  const { dirname, filename, options, eol, tailable, rotationFormat } = settings;
  const maxBytes = Math.ceil(Number(settings.maxsize));
  const maxFiles = Math.floor(Number(settings.maxFiles));
  const format = typeof rotationFormat === 'function' ? rotationFormat : undefined;
  const rotates = maxBytes > 0;
  // Winston asks for a name at the first file as well, which has none.
  if (format !== undefined && !tailable) format();
  return {
    owner: 'File',
    filename: join(dirname, filename),
    eol,
    mode: options?.mode ?? MODE,
    // Without flags, `fs.createWriteStream` empties the file.
    flags: options?.flags ?? 'w',
    winston: { tailable: tailable || !rotates, format, overshoots: true, eager: !settings.lazy },
    ...(rotates && {
      maxBytes,
      ...(maxFiles > 0 && { keep: { files: maxFiles - 1 } }),
      ...(settings.zippedArchive && { compress: 'gzip' as const }),
    }),
  };
}
