import { type OwnOptionRules, SinkTransport, type SinkTransportOptions } from '@tailrace/delivery';
import { resolve } from 'node:path';
import { FileSink } from './file-sink.ts';

/** Options of {@link FileTransport}; those of all transports come beside them. */
export interface FileTransportOptions extends SinkTransportOptions {
  /** The file; relative to the working directory at creation. */
  readonly filename: string;
  /** Makes missing folders; true by default. */
  readonly mkdir?: boolean;
  /** Permissions of a file that is made, less the process's umask; 0o640 by default. */
  readonly mode?: number;
  /** Syncs every batch to the disk before it counts as delivered; false by default, true for durability `disk`. */
  readonly fsync?: boolean;
}

const RULES: OwnOptionRules = {
  filename: { type: 'string', required: true, minLength: 1 },
  mkdir: { type: 'boolean' },
  mode: { type: 'integer', min: 0, max: 0o777 },
  fsync: { type: 'boolean' },
};

/** A write holds no more than this, and no record waits for others: what came in one turn is written at its end. */
const BATCH = { records: 1_000, bytes: 64 * 1024, ageMillis: 0 };

/**
 * Appends to a file, a line for each record, and loses nothing when the process ends.
 *
 * Without a `formatter` it writes what Winston's formats made. What the file system refuses (a full disk, too many
 * open files) waits in the queue and is tried again; the file is its own spool.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * winston.createLogger({ transports: [new FileTransport({ filename: 'logs/app.log' })] });
 */
export class FileTransport extends SinkTransport {
  constructor(options: FileTransportOptions) {
    // Without types the options may be absent: the rules say what is missing.
    const { delivery } = { ...options };
    super(
      'FileTransport',
      () =>
        new FileSink({
          path: resolve(options.filename),
          mkdir: options.mkdir ?? true,
          mode: options.mode ?? 0o640,
          fsync: options.fsync ?? delivery?.durability === 'disk',
        }),
      { ...options, delivery: { ...delivery, batch: { ...BATCH, ...delivery?.batch } } },
      RULES,
    );
  }
}
