import { diagnostics as processDiagnostics, TailraceError } from '@tailrace/core/runtime';
import { SinkTransport, type SinkTransportOptions } from '@tailrace/delivery';
import { FILE_RULES, type FileOptions } from './file-options.ts';
import { FileSink } from './file-sink.ts';
import { StreamSink } from './stream-sink.ts';
import {
  filenameOf,
  WINSTON_RULES,
  type WinstonFileOptions,
  winstonNaming,
  winstonRotation,
} from './winston-options.ts';

/** Options of {@link FileTransport}; those of all transports, and of Winston's File, come beside them. */
export interface FileTransportOptions
  extends SinkTransportOptions,
    Omit<FileOptions, 'filename'>,
    Omit<WinstonFileOptions, 'eol' | 'lazy'> {}

const OWNER = 'FileTransport';

/** A write holds no more than this. With a quarter of it, each line takes a twentieth more time. */
const BATCH = { records: 1_000, bytes: 256 * 1024 };
/** How long lines wait for others: a write for each few lines costs twice as much as one for many. */
const AGE_MILLIS = 2;
/** To try a file once more costs next to nothing, and somebody who has made room for it waits. */
const RETRY = { minMillis: 50, maxMillis: 1_000 };

/**
 * Appends to files, a line for each record, and loses nothing when the process ends.
 *
 * Without a `formatter` it writes what Winston's formats made. What the file system refuses (a full disk, too many
 * open files) waits in the queue and is tried again; the file is its own spool.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({
 *   transports: [new FileTransport({ filename: 'logs/app.log', rotate: 'daily', keep: { days: 30 }, compress: 'gzip' })],
 * });
 */
export class FileTransport extends SinkTransport {
  readonly #sink: FileSink | undefined;

  constructor(options: FileTransportOptions) {
    // Without types the options may be absent: the rules say what is missing.
    const given = { ...options };
    const { delivery, stream } = given;
    // Whoever asks for a record to be kept before it is acknowledged waits for it.
    const ageMillis = (delivery?.durability ?? 'memory') === 'memory' ? AGE_MILLIS : 0;
    let sink: FileSink | undefined;
    super(
      OWNER,
      () => {
        if (stream !== undefined) return streamSink(given, stream);
        sink = fileSink(given);
        return sink;
      },
      {
        ...options,
        delivery: {
          ...delivery,
          batch: { ...BATCH, ageMillis, ...delivery?.batch },
          retry: { ...RETRY, ...delivery?.retry },
        },
      },
      { ...FILE_RULES, ...WINSTON_RULES },
    );
    this.#sink = sink;
  }

  /** Opens files anew at the next line, for whoever has moved them away. */
  reopen(): void {
    this.#sink?.reopen();
  }

  /** Compresses and deletes finished files that are due, now, and resolves when that is done; never rejects. */
  async tidy(): Promise<void> {
    await this.#sink?.tidy();
  }
}

function fileSink(options: FileTransportOptions): FileSink {
  const filename = filenameOf(options);
  if (filename === undefined) {
    throw new TailraceError('TAILRACE_MISSING_OPTION', `${OWNER} needs the option 'filename'.`);
  }
  const winston = winstonNaming(options);
  const { delivery, name = 'file', diagnostics = processDiagnostics, options: opening } = options;
  const mode = options.mode ?? opening?.mode;
  return new FileSink({
    ...options,
    ...(winston !== undefined && { ...winstonRotation(OWNER, options), winston }),
    ...(mode !== undefined && { mode }),
    ...(opening?.flags !== undefined && { flags: opening.flags }),
    ...(delivery?.clock !== undefined && { clock: delivery.clock }),
    owner: OWNER,
    filename,
    fsync: options.fsync ?? delivery?.durability === 'disk',
    report: (event) => diagnostics.report({ ...event, source: name }),
  });
}

function streamSink({ filename, dirname, maxsize, eol }: FileTransportOptions, stream: NodeJS.WritableStream) {
  if (filename !== undefined || dirname !== undefined || maxsize !== undefined) {
    const words = `${OWNER}: 'stream' does not go with 'filename', 'dirname' or 'maxsize'.`;
    throw new TailraceError('TAILRACE_BAD_OPTION', words);
  }
  return new StreamSink(stream, eol ?? '\n');
}
