import type { LogRecord } from '@tailrace/core';
import { frameAt, MAGIC } from './frame.ts';
import { decodePayload } from './payload.ts';

const LINE_FEED = 0x0a;

/** Finds the records in bytes as they come, and what is no record between them. */
export class FrameScanner {
  readonly #onRecord: (record: LogRecord) => void;
  readonly #onDamage: (bytes: number) => void;
  #rest: Buffer = Buffer.alloc(0);

  /** @param onDamage - Called with the number of bytes, in all of one push, that belong to no whole frame. */
  constructor(onRecord: (record: LogRecord) => void, onDamage: (bytes: number) => void) {
    this.#onRecord = onRecord;
    this.#onDamage = onDamage;
  }

  push(chunk: Uint8Array): void {
    this.#rest = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    this.#scan(false);
  }

  /** What is left can't become a frame any more. */
  end(): void {
    this.#scan(true);
  }

  #scan(isEnd: boolean): void {
    const bytes = this.#rest;
    let place = 0;
    let damaged = 0;
    while (place < bytes.length) {
      if (bytes[place] === LINE_FEED) {
        place += 1;
        continue;
      }
      const found = frameAt(bytes, place);
      if (found.kind === 'incomplete' && !isEnd) break;
      const record = found.kind === 'frame' ? decodePayload(found.payload) : undefined;
      if (found.kind === 'frame' && record !== undefined) {
        this.#onRecord(record);
        place = found.end;
        continue;
      }
      const next = bytes.indexOf(MAGIC, place + 1);
      const end = next === -1 ? bytes.length : next;
      damaged += end - place;
      place = end;
    }
    this.#rest = bytes.subarray(place);
    if (damaged > 0) this.#onDamage(damaged);
  }
}
