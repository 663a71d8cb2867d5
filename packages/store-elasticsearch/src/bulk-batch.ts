/** A record on its way: where its two lines stand in the bytes of its batch. */
export interface Item {
  /** Its place in the append. */
  readonly index: number;
  readonly id: string;
  readonly from: number;
  readonly end: number;
}

/** Identifiers that are JSON as they are. */
const PLAIN_ID = /^[\w-]+$/;
/** The most bytes that a UTF-16 unit takes in UTF-8. */
const MOST_FOR_UNIT = 3;

/** Lines of a bulk request, written as bytes from the beginning: nothing else is held of a record but its id. */
export class BulkBatch {
  #bytes: Buffer;
  #items: Item[] = [];
  #end = 0;

  /** @param bytes - How much to begin with; it grows. */
  constructor(bytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(bytes);
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  /** Bytes of all that is in it. */
  get length(): number {
    return this.#end;
  }

  /** Writes a document behind the others. */
  add(index: number, id: string, json: string): Item {
    const lines = `{"create":{"_id":${PLAIN_ID.test(id) ? `"${id}"` : JSON.stringify(id)}}}\n${json}\n`;
    this.#makeRoom(lines);
    const from = this.#end;
    this.#end += this.#bytes.write(lines, from, 'utf8');
    const item: Item = { index, id, from, end: this.#end };
    this.#items.push(item);
    return item;
  }

  /** Takes the last document out again; its bytes are there until the next is written. */
  takeLast(): void {
    const item = this.#items.pop();
    if (item !== undefined) this.#end = item.from;
  }

  /** Brings the last document into another batch, as its first. */
  moveLast(other: BulkBatch): void {
    const item = this.#items.pop();
    if (item === undefined) return;
    this.#end = item.from;
    other.#take(item, this.#bytes.subarray(item.from, item.end));
  }

  /** The lines of these of its items, in order. */
  bodyOf(items: readonly Item[]): Buffer {
    if (items.length === this.#items.length) return this.#bytes.subarray(0, this.#end);
    return Buffer.concat(items.map(({ from, end }) => this.#bytes.subarray(from, end)));
  }

  #take({ index, id }: Item, lines: Buffer): void {
    this.#grow(lines.length);
    const from = this.#end;
    this.#end += lines.copy(this.#bytes, from);
    this.#items.push({ index, id, from, end: this.#end });
  }

  #makeRoom(lines: string): void {
    if (this.#bytes.length - this.#end < lines.length * MOST_FOR_UNIT) this.#grow(Buffer.byteLength(lines));
  }

  #grow(bytes: number): void {
    if (this.#bytes.length - this.#end >= bytes) return;
    const larger = Buffer.allocUnsafeSlow(this.#bytes.length * 2 + bytes);
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
