/** A line without its end; `cut` characters of it were left out because it was too long. */
export interface Line {
  readonly text: string;
  readonly cut: number;
}

/** Parts text into lines: LF or CRLF, a byte-order mark at the start, lines beyond a length cut and marked. */
export class LineSplitter {
  readonly #maxLength: number;
  #tail = '';
  #cut = 0;
  #first = true;
  #any = false;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** Answers the lines that this piece of text ends. */
  push(chunk: string): Line[] {
    const lines: Line[] = [];
    let start = 0;
    if (this.#first && chunk.length > 0) {
      this.#first = false;
      if (chunk.charCodeAt(0) === 0xfeff) start = 1;
    }
    for (;;) {
      const end = chunk.indexOf('\n', start);
      if (end === -1) break;
      this.#hold(chunk, start, end);
      lines.push(this.#take());
      start = end + 1;
    }
    this.#hold(chunk, start, chunk.length);
    return lines;
  }

  /** Answers the last line where it has no end, and starts anew. */
  flush(): Line | undefined {
    return this.#any ? this.#take() : undefined;
  }

  #hold(chunk: string, start: number, end: number): void {
    if (end > start) this.#any = true;
    const room = this.#maxLength - this.#tail.length;
    // One more for the CR, which does not count.
    const kept = Math.min(end, start + Math.max(0, room + 1));
    if (kept > start) this.#tail = this.#tail === '' ? chunk.slice(start, kept) : this.#tail + chunk.slice(start, kept);
    this.#cut += end - kept;
  }

  #take(): Line {
    let text = this.#tail;
    let cut = this.#cut;
    this.#tail = '';
    this.#cut = 0;
    this.#any = false;
    if (cut === 0 && text.charCodeAt(text.length - 1) === 13) text = text.slice(0, -1);
    if (text.length > this.#maxLength) {
      // Half of a surrogate pair is no character.
      const last = text.charCodeAt(this.#maxLength - 1);
      const length = last >= 0xd800 && last <= 0xdbff ? this.#maxLength - 1 : this.#maxLength;
      cut += text.length - length;
      text = text.slice(0, length);
    }
    return { text, cut };
  }
}
