import type { OpenReceipt } from './receipt.ts';
import type { Entry } from './sink.ts';
import type { SpoolPosition } from './spool/spool-contract.ts';

/** An entry on its way through the delivery: what the sink sees, and the links and marks that the queue needs. */
export class QueuedEntry implements Entry {
  readonly id: string;
  readonly timestamp: number;
  readonly severity: number;
  readonly route: string;
  readonly body: string | Uint8Array;
  /** Length of the body in bytes. */
  readonly bytes: number;
  /** Whether it is in the queue or in flight, on its way there (or to the disk), or has an end. */
  stage: 'coming' | 'here' | 'ended' = 'coming';
  /** When it came into the queue, on the monotonic clock. */
  queuedAt = 0;
  /** Its number among those that came back from the disk, if it did. */
  backFromDisk: number | undefined = undefined;
  /** Where it stands in the spool, if it does. */
  position: SpoolPosition | undefined = undefined;
  receipt: OpenReceipt | undefined = undefined;

  // Neighbours in the lane of the same route, and among entries of the same rank.
  laneBefore: QueuedEntry | undefined = undefined;
  laneAfter: QueuedEntry | undefined = undefined;
  rankBefore: QueuedEntry | undefined = undefined;
  rankAfter: QueuedEntry | undefined = undefined;

  constructor(id: string, timestamp: number, severity: number, route: string, body: string | Uint8Array) {
    this.id = id;
    this.timestamp = timestamp;
    this.severity = severity;
    this.route = route;
    this.body = body;
    this.bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  }

  static from(entry: Entry): QueuedEntry {
    return new QueuedEntry(entry.id, entry.timestamp, entry.severity, entry.route, entry.body);
  }
}

/** Sums the bytes of entries. */
export function bytesOf(entries: readonly QueuedEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.bytes, 0);
}
