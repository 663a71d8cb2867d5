/** What was promised of an accepted record: in this process's memory, handed to the kernel, or synced to disk. */
export type Durability = 'memory' | 'process' | 'disk';

/** What `write(record)` answers at once [C2]; it never throws. */
export interface Receipt {
  readonly id: string;
  readonly status: 'queued' | 'written_sync' | 'failed';
  readonly error?: Error;
  /** Resolves when the chosen durability is reached, rejects if the record is lost; made on first use. */
  readonly settled: Promise<void>;
}

/** What `flush(deadline)` answers. */
export interface FlushAnswer {
  /** Records delivered since the call. */
  readonly delivered: number;
  /** Records that are still queued, in flight or spooled. */
  readonly pending: number;
}
