import type { LogRecord } from '@tailrace/core';
import type { WallClock } from './time/wall-clock.ts';

/** A record's fields while they may still change. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * What a format read from one line: the message, and whatever else the line tells.
 *
 * What is absent is filled in later: the time from the line before, the level from a mark in the message, the id from
 * the content. `severity` may be left out where `level` is a known word.
 */
export type ParsedLine = Partial<Mutable<Omit<LogRecord, 'attributes'>>> & {
  message: string;
  attributes?: Record<string, unknown>;
  /** Further records of the same line, where a format has several in one. */
  others?: readonly ParsedLine[];
};

/** What a format may ask while it reads a line; one for each source. */
export interface ParseContext {
  /** Turns what a line says of the time into epoch milliseconds. */
  readonly wall: WallClock;
  /** The line as a JSON object, parsed once for all formats that ask; `undefined` where it is none. */
  json(line: string): Readonly<Record<string, unknown>> | undefined;
  /** What a format remembers between lines, a header's column names for example, under the format's name. */
  readonly memory: Map<string, unknown>;
}

/** One way in which programs write log lines. */
export interface LineFormat {
  /** Short name: `syslog`, `pino`. */
  readonly name: string;
  /** What writes it, in a few words. */
  readonly title: string;
  /** A line of it. */
  readonly example: string;
  /**
   * How much a match says: `exact` for one program's layout, `family` for a shape that many share, `last` for what
   * matches nearly anything.
   */
  readonly certainty: 'exact' | 'family' | 'last';
  /** Whether lines that do not parse belong to the record before; otherwise they stand for themselves. */
  readonly continues: boolean;
  /** Reads a line, or answers `undefined` where it is not of this format. Never throws. */
  parse(line: string, context: ParseContext): ParsedLine | undefined;
}
