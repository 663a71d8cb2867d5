import type { LogRecord } from '@tailrace/core';

/** A record, whether or not it has its attributes yet. */
type Taken = Omit<LogRecord, 'attributes'>;

/** Answers the object that it is given: a class that extends this puts its private fields into that. */
const Given = function given(object: object): object {
  return object;
} as unknown as new (
  object: object,
) => object;

/** A mark within a record that nobody sees, copies or serialises: which transports have taken it, a bit for each. */
class TakenBy extends Given {
  #takers = 0;

  static has(record: Taken, taker: number): boolean {
    return #takers in record && ((record as TakenBy).#takers & taker) !== 0;
  }

  static add(record: Taken, taker: number): void {
    const marked = #takers in record ? (record as TakenBy) : new TakenBy(record);
    marked.#takers |= taker;
  }
}

/** Numbers have so many bits. */
const MAX_MARKED = 31;
let takers = 0;

/**
 * The records that one transport has taken. A weak set costs ten times as much for each record, so only transports
 * beyond the first 31 of a process have one, and records that take no mark.
 */
export class TakenRecords {
  readonly #bit: number | undefined;
  #others: WeakSet<Taken> | undefined;

  constructor() {
    this.#bit = takers < MAX_MARKED ? 1 << takers : undefined;
    takers += 1;
  }

  has(record: Taken): boolean {
    return (this.#bit !== undefined && TakenBy.has(record, this.#bit)) || this.#others?.has(record) === true;
  }

  add(record: Taken): void {
    if (this.#bit !== undefined && Object.isExtensible(record)) {
      TakenBy.add(record, this.#bit);
      return;
    }
    this.#others ??= new WeakSet();
    this.#others.add(record);
  }
}
