/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  readonly id?: string;
}

/** Reads server-sent events out of lines (WHATWG HTML §9.2.6), as many at a time as are whole. */
export class EventReader {
  #event = '';
  #data: string[] = [];
  #id: string | undefined;
  #rest = '';

  push(text: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') this.#field(line);
      else if (this.#data.length > 0) {
        events.push({
          event: this.#event || 'message',
          data: this.#data.join('\n'),
          ...(this.#id !== undefined && { id: this.#id }),
        });
        this.#event = '';
        this.#data = [];
        this.#id = undefined;
      } else this.#event = '';
    }
    return events;
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (name === 'event') this.#event = value;
    else if (name === 'data') this.#data.push(value);
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
  }
}
