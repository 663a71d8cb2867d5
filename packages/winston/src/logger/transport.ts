import type { WritableState } from './stream-state.ts';

/** Levels and their numbers; the smaller the number, the graver. */
export type Levels = Readonly<Record<string, number>>;

/** What a logger pipes to: a Winston transport, or any writable stream in object mode. */
export interface Transport extends NodeJS.WritableStream {
  readonly _writableState: WritableState;
  silent?: boolean;
  level?: string;
  levels?: Levels;
  format?: Format;
  handleExceptions?: boolean;
  handleRejections?: boolean;
  parent?: { readonly level?: string } | null;
  readonly name?: string;
  /** True where a transport changes nothing of the infos that it is given, so that it needs no copies. */
  readonly readsOnly?: boolean;
  /** True where a level is judged as by Winston's own transport, though the way there is another. */
  readonly judgesByLevel?: boolean;
  log?(info: object, done: (error?: Error | null) => void): unknown;
  logv?(infos: readonly object[], done: () => void): unknown;
  flush?(deadlineMillis?: number): unknown;
  _write(info: object, encoding: string, done: (error?: Error | null) => void): unknown;
}

/** What `winston.format.…()` answers. */
export interface Format {
  transform(info: object, options?: unknown): unknown;
  readonly options?: unknown;
}

/** An info as Winston hands it from one to the next. */
export type Info = Record<PropertyKey, unknown>;
