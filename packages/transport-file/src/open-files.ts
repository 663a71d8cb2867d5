import type { LogFile } from './log-file.ts';

/** The files that were written to last, no more than a number of them open. */
export class OpenFiles {
  readonly #max: number;
  /** By route, the one that was used longest ago first. */
  readonly #files = new Map<string, LogFile>();
  #last: { readonly route: string; readonly file: LogFile } | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  /** The file of a route, made where there is none. */
  get(route: string, make: () => LogFile): LogFile {
    if (this.#last?.route === route) return this.#last.file;
    let file = this.#files.get(route);
    if (file === undefined) {
      file = make();
      this.#closeDownTo(this.#max - 1);
    } else {
      this.#files.delete(route);
    }
    this.#files.set(route, file);
    this.#last = { route, file };
    return file;
  }

  all(): Iterable<LogFile> {
    return this.#files.values();
  }

  has(path: string): boolean {
    for (const file of this.#files.values()) if (file.path === path) return true;
    return false;
  }

  /** Lets go of a file that is finished; false where a failed write is to go on in it. */
  letGo(path: string): boolean {
    for (const [route, file] of this.#files) {
      if (file.path !== path) continue;
      if (file.isInterrupted) return false;
      file.close();
      this.#files.delete(route);
      if (this.#last?.file === file) this.#last = undefined;
    }
    return true;
  }

  /** Closes half of them, for a process that may open no more. */
  closeHalf(): void {
    this.#closeDownTo(this.#files.size >> 1);
  }

  /** Closes all; each is opened again when it is written to. */
  close(): void {
    for (const file of this.#files.values()) file.close();
  }

  #closeDownTo(count: number): void {
    for (const [route, file] of this.#files) {
      if (this.#files.size <= count) return;
      file.close();
      // What a failed write has brought into a file is known to it alone.
      if (file.isInterrupted) continue;
      this.#files.delete(route);
      if (this.#last?.file === file) this.#last = undefined;
    }
  }
}
