import { type OrdinalRange, rangesOf } from './done-set.ts';
import { Place } from './place.ts';
import type { Quarantine } from './quarantine.ts';
import { ReadEntry } from './read-entry.ts';
import type { Segment } from './segment.ts';
import type { DamagedRange } from './segment-format.ts';
import { SegmentReader } from './segment-reader.ts';
import type { SpooledEntry } from './spool-contract.ts';
import type { SpoolLedger } from './spool-ledger.ts';
import type { SpoolSettings } from './spool-options.ts';

interface Limit {
  readonly records: number;
  readonly bytes: number;
}

/** Hands out a spool's entries in order, past what is done, damaged or too old. */
export class SpoolReader {
  readonly #ledger: SpoolLedger;
  readonly #quarantine: Quarantine;
  readonly #settings: SpoolSettings;

  constructor(ledger: SpoolLedger, quarantine: Quarantine, settings: SpoolSettings) {
    this.#ledger = ledger;
    this.#quarantine = quarantine;
    this.#settings = settings;
  }

  async read(limit: Limit): Promise<readonly SpooledEntry[]> {
    const out: SpooledEntry[] = [];
    let room = limit.bytes;
    for (;;) {
      const segment = this.#ledger.segments.all().find((candidate) => hasMore(candidate));
      if (segment === undefined || out.length >= limit.records || room <= 0) return out;
      room -= await this.#readFrom(segment, { records: limit.records - out.length, bytes: room }, out);
    }
  }

  /** Lets go of all files. */
  async close(): Promise<void> {
    for (const segment of this.#ledger.segments.all()) await closeReader(segment);
  }

  /** Reads the next entries of one segment; answers how many bytes they have. */
  async #readFrom(segment: Segment, limit: Limit, out: SpooledEntry[]): Promise<number> {
    const reader = segment.reader ?? (await this.#open(segment));
    if (reader === undefined) return 0;
    const from = reader.position;
    const chunk = await reader.next(segment.size, limit).catch((error: unknown) => {
      // All of it was acknowledged meanwhile, and the file is closed and gone.
      if (segment.exhausted) return undefined;
      throw error;
    });
    if (chunk === undefined) return 0;
    const { frames, damaged } = chunk;
    if (damaged.length > 0) await this.#keep(segment, reader, damaged);
    const oldest = this.#settings.clock.now() - this.#settings.maxAgeMillis;
    const missing: OrdinalRange[] = [];
    const expired: number[] = [];
    let bytes = 0;
    for (const frame of frames) {
      const { ordinal } = frame;
      if (ordinal < segment.nextOrdinal || ordinal >= segment.total) {
        frame.letGo();
        continue;
      }
      if (ordinal > segment.nextOrdinal) missing.push({ first: segment.nextOrdinal, last: ordinal - 1 });
      segment.nextOrdinal = ordinal + 1;
      const isDone = segment.done.has(ordinal);
      if (isDone || frame.timestamp < oldest) {
        if (!isDone) expired.push(ordinal);
        frame.letGo();
        continue;
      }
      bytes += frame.frameBytes;
      out.push(new ReadEntry(frame, new Place(segment.number, ordinal), segment.adopted));
    }
    // Where nothing more is read before the end, the file was truncated behind our back: its end is here.
    const stuck = reader.position === from;
    if (stuck) segment.cutAt = from;
    const atEnd = segment.sealed && (stuck || reader.position >= segment.size);
    if (atEnd && segment.nextOrdinal < segment.total) {
      missing.push({ first: segment.nextOrdinal, last: segment.total - 1 });
      segment.nextOrdinal = segment.total;
    }
    if (atEnd) await this.#exhaust(segment);
    this.#ledger.lose(segment, missing, 'spool_damaged');
    this.#ledger.lose(segment, rangesOf(expired), 'spool_expired');
    return bytes;
  }

  async #open(segment: Segment): Promise<SegmentReader | undefined> {
    let reader: SegmentReader;
    try {
      reader = await SegmentReader.open(segment.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // Somebody deleted the file: what was in it is gone, and the rest goes on.
      await this.#exhaust(segment);
      this.#ledger.lose(segment, [{ first: 0, last: segment.total - 1 }], 'spool_damaged');
      return undefined;
    }
    if (segment.exhausted) {
      // All of it was done meanwhile, and whoever let the segment go knew of no reader.
      await reader.close();
      return undefined;
    }
    segment.reader = reader;
    const { damaged } = await reader.version(segment.size);
    if (damaged.length > 0) await this.#keep(segment, reader, damaged);
    return reader;
  }

  async #exhaust(segment: Segment): Promise<void> {
    segment.exhausted = true;
    await closeReader(segment);
  }

  async #keep(segment: Segment, reader: SegmentReader, damaged: readonly DamagedRange[]): Promise<void> {
    this.#ledger.report('spool.damaged', `A segment of the spool is damaged in ${damaged.length} places.`);
    try {
      await this.#quarantine.keep(segment.name, reader, damaged);
    } catch (error) {
      this.#ledger.failed('quarantine', 'Damaged bytes of the spool could not be copied.', error);
    }
  }
}

/** Whether to read on: a sealed segment until its end was seen, the active one when something was added. */
function hasMore({ exhausted, sealed, size, reader, cutAt }: Segment): boolean {
  if (exhausted || sealed) return !exhausted;
  return (reader?.position ?? 0) < Math.min(size, cutAt);
}

async function closeReader(segment: Segment): Promise<void> {
  const { reader } = segment;
  segment.reader = undefined;
  await reader?.close();
}
