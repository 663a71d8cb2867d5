import type { OpenReceipt } from './receipt.ts';
import type { Entry } from './sink.ts';
import { contentBytes, type SizedEntry, writeContent } from './sized-entry.ts';
import type { Frame } from './spool/frame.ts';
import type { SpoolPosition } from './spool/spool-contract.ts';

/** A moment: a time on the monotonic clock, and a number among what came back from the disk. */
export interface Mark {
  readonly time: number;
  readonly disk: number;
}

/** An entry on its way through the delivery: what the sink sees, and the links and marks that the queue needs. */
export class QueuedEntry implements SizedEntry {
  readonly timestamp: number;
  readonly severity: number;
  readonly route: string;
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

  #id: string;
  #body: string | Uint8Array;
  /** What was read back from the disk stays the bytes that were read until somebody asks for more. */
  #frame: Frame | undefined;

  constructor(
    id: string,
    timestamp: number,
    severity: number,
    route: string,
    body: string | Uint8Array,
    frame?: Frame,
    bytes = frame === undefined ? contentBytes(body) : frame.bytes,
  ) {
    this.#id = id;
    this.timestamp = timestamp;
    this.severity = severity;
    this.route = route;
    this.#body = body;
    this.#frame = frame;
    this.bytes = bytes;
  }

  static from({ id, timestamp, severity, route, body }: Entry): QueuedEntry {
    return new QueuedEntry(id, timestamp, severity, route, body);
  }

  /** An entry as it was found on the disk; it keeps what was read with it in memory. */
  static ofFrame(frame: Frame): QueuedEntry {
    return new QueuedEntry('', frame.timestamp, frame.severity, frame.route, '', frame);
  }

  get id(): string {
    return this.#frame === undefined ? this.#id : this.#frame.id;
  }

  /** How many records it stands for. */
  get records(): number {
    return 1;
  }

  /** Entries of the single records, where it stands for several. */
  get parts(): readonly QueuedEntry[] | undefined {
    return undefined;
  }

  get body(): string | Uint8Array {
    return this.#frame === undefined ? this.#body : this.#frame.body;
  }

  get isBinary(): boolean {
    return this.#frame === undefined ? typeof this.#body !== 'string' : this.#frame.isBinary;
  }

  /** Whether it came into the queue after a moment. */
  isAfter({ time, disk }: Mark): boolean {
    return this.backFromDisk === undefined ? this.queuedAt > time : this.backFromDisk >= disk;
  }

  /** It has arrived, or been given up. */
  end(): void {
    this.stage = 'ended';
  }

  /** Lets go of what was read from the disk together with it. */
  keepAlone(): void {
    if (this.#frame === undefined) return;
    this.#id = this.#frame.id;
    this.#body = this.#frame.body;
    this.letGo();
  }

  /** Lets go of what was read from the disk, which is used again where nobody else holds it: for one that has ended. */
  letGo(): void {
    this.#frame?.letGo();
    this.#frame = undefined;
  }

  writeBody(target: Buffer, at: number): number {
    if (this.#frame !== undefined) return this.#frame.writeBody(target, at);
    return writeContent(this.#body, this.bytes, target, at);
  }
}

/** Sums the records of entries. */
export function recordsOf(entries: readonly QueuedEntry[]): number {
  let sum = 0;
  for (const { records } of entries) sum += records;
  return sum;
}

/** Sums the bytes of entries. */
export function bytesOf(entries: readonly QueuedEntry[]): number {
  let sum = 0;
  for (const { bytes } of entries) sum += bytes;
  return sum;
}
