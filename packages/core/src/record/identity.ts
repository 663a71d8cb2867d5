const HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));
/** How far ahead of the wall clock a time may lie before it is taken for a wrong one. */
const AHEAD_MILLIS = 60_000;
const MAX_COUNTER = 0xfff;

/**
 * Makes UUIDv7 identifiers that sort by time: 48 bits of milliseconds, a 12-bit counter within the millisecond, and
 * 62 bits drawn once per process or worker (RFC 9562 §5.7, §6.2 method 1).
 *
 * The clock never runs backwards here: where the wall clock steps back, or more than 4,096 ids fall into one
 * millisecond, the id's own time runs ahead of the wall. An event's time that lies more than a minute in the future is
 * wrong; its id has the wall's time, so that one wrong clock does not carry all later ids along.
 */
export class IdentitySource {
  readonly #tail: string;
  /** What stands behind the time, by the counter: made once each, since an id of two pieces is sooner written. */
  readonly #ends: string[] = [];
  #millis = -1;
  #counter = MAX_COUNTER;
  #prefix = '';

  constructor(randomBytes: Uint8Array = eightRandomBytes()) {
    const bytes = Uint8Array.from(randomBytes);
    bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => HEX[byte]).join('');
    this.#tail = `-${hex.slice(0, 4)}-${hex.slice(4, 16)}`;
  }

  /** Answers the next identifier for an event at `millis` (epoch milliseconds). */
  next(millis: number = Date.now()): string {
    if (millis >= this.#millis + 1) this.#moveTo(millis);
    else this.#step();
    return this.#prefix + (this.#ends[this.#counter] ?? this.#makeEnd());
  }

  #makeEnd(): string {
    const end = `7${this.#counter.toString(16).padStart(3, '0')}${this.#tail}`;
    // In order, so that the list has no holes.
    if (this.#counter === this.#ends.length) this.#ends.push(end);
    return end;
  }

  #moveTo(millis: number): void {
    const now = Date.now();
    const target = millis <= now + AHEAD_MILLIS ? Math.floor(millis) : now;
    if (target > this.#millis) this.#begin(target);
    else this.#step();
  }

  #step(): void {
    if (this.#counter < MAX_COUNTER) this.#counter += 1;
    else this.#begin(this.#millis + 1);
  }

  #begin(millis: number): void {
    this.#millis = millis;
    this.#counter = 0;
    const hex = millis.toString(16).padStart(12, '0');
    this.#prefix = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-`;
  }
}

/** `node:crypto` takes longer to load than all of ours: it comes with the first id. */
function eightRandomBytes(): Uint8Array {
  return process.getBuiltinModule('node:crypto').randomFillSync(new Uint8Array(8));
}

let ofThisThread: IdentitySource | undefined;

let last = '';

/** Answers a fresh UUIDv7 for a record at `millis` (epoch milliseconds, now by default). */
export function newRecordId(millis?: number): string {
  ofThisThread ??= new IdentitySource();
  last = ofThisThread.next(millis);
  return last;
}

/** Whether an id is the one that was made last: such a one need not be looked at, it is nothing but hex and hyphens. */
export function isNewestId(id: string): boolean {
  return id === last;
}
