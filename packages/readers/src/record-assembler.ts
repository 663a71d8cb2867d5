import { type LogRecord, severityOf } from '@tailrace/core';
import { looksContinued, TraceWatch } from './continuation.ts';
import { FormatChooser } from './format-chooser.ts';
import type { ParsedLine } from './format.ts';
import { plainText } from './formats/plain-text.ts';
import { markedLevel } from './level-marker.ts';
import type { Line } from './line-splitter.ts';
import { SourceContext } from './parse-context.ts';
import type { ReadSettings } from './read-options.ts';
import { StableIdentity } from './stable-identity.ts';
import { readContinuation } from './stack-trace.ts';
import { WallClock } from './time/wall-clock.ts';

/** A record with the lines it was read from; each line of a source is in exactly one entry. */
export interface ReadEntry {
  readonly record: LogRecord;
  /** The lines as they stood, joined by line feeds. */
  readonly raw: string;
  /** Number of the first line, from 1. */
  readonly line: number;
  /** How many lines there are; none where an entry before has the line already, which holds several records. */
  readonly lines: number;
  /** Name of the format that read the first. */
  readonly format: string;
}

/** A record whose lines may not all be there yet. */
interface Pending {
  readonly parsed: ParsedLine;
  readonly format: string;
  readonly continues: boolean;
  readonly line: number;
  readonly lines: string[];
  /** How many of the lines came before the record's own first: blank ones. */
  readonly lead: number;
  cut: number;
}

/** Makes records of lines, one source's: a line is a record, or belongs to the one before. */
export class RecordAssembler {
  readonly #settings: ReadSettings;
  readonly #chooser: FormatChooser;
  readonly #context: SourceContext;
  readonly #identity: StableIdentity;
  #pending: Pending | undefined;
  #trace = new TraceWatch();
  #lead: string[] = [];
  readonly #further: ReadEntry[] = [];
  #line = 0;
  #time: number;

  /** @param reference - Epoch milliseconds of the source's last change. */
  constructor(settings: ReadSettings, reference: number) {
    this.#settings = settings;
    this.#chooser = new FormatChooser(settings.format);
    const { timeZone, year } = settings;
    this.#context = new SourceContext(new WallClock({ timeZone, reference, ...(year !== undefined && { year }) }));
    this.#identity = new StableIdentity(settings.origin);
    this.#time = Math.floor(settings.defaultTime ?? reference);
  }

  /** Shows the source's first lines, before they are pushed, so that its format is found. */
  learn(sample: readonly Line[]): void {
    this.#chooser.learn(sample.map((line) => line.text));
  }

  /** Goes on behind lines that were read elsewhere, each of them a whole record with an id of its own. */
  pass(lines: number): void {
    this.#line += lines;
    this.#chooser.pass(lines);
  }

  /** Says that the next lines have arrived now: those that tell no time are of this one. */
  arrive(now: number): void {
    this.#time = Math.floor(now);
    this.#context.wall.moveTo(now);
  }

  /** Takes a line; answers the entry that it ends, if any. */
  push(line: Line): ReadEntry | undefined {
    this.#line += 1;
    const pending = this.#pending;
    if (line.text.trim() === '') return this.#pushBlank(line.text);
    const full = pending !== undefined && pending.lines.length >= this.#settings.maxRecordLines;
    if (pending !== undefined && !full && this.#trace.covers(line.text)) return this.#append(pending, line);
    const reading = this.#chooser.read(line.text, this.#context);
    if (reading === undefined && pending !== undefined && !full && (pending.continues || looksContinued(line.text))) {
      return this.#append(pending, line);
    }
    const finished = this.flush();
    const format = reading?.format ?? plainText;
    const parsed = reading?.parsed ?? plainText.parse(line.text, this.#context) ?? { message: line.text };
    const lines = [...this.#lead, line.text];
    this.#pending = {
      parsed,
      format: format.name,
      continues: format.continues,
      line: this.#line - this.#lead.length,
      lines,
      lead: this.#lead.length,
      cut: line.cut,
    };
    this.#lead = [];
    this.#trace = new TraceWatch();
    this.#trace.note(line.text);
    return finished;
  }

  /** Ends the record that is pending, and answers it. */
  flush(): ReadEntry | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    return pending === undefined ? undefined : this.#finish(pending);
  }

  /** Ends the source: blank lines that no record follows or precedes become a record without words. */
  end(): ReadEntry[] {
    const last = this.flush();
    const entries = last === undefined ? [] : [last];
    if (this.#lead.length > 0) {
      const lines = this.#lead;
      this.#lead = [];
      const line = this.#line - lines.length + 1;
      const parsed: ParsedLine = { message: '' };
      entries.push(
        this.#finish({ parsed, format: plainText.name, continues: false, line, lines, lead: lines.length - 1, cut: 0 }),
      );
    }
    return entries;
  }

  #pushBlank(text: string): ReadEntry | undefined {
    const { maxRecordLines } = this.#settings;
    const pending = this.#pending;
    if (pending !== undefined && pending.lines.length < maxRecordLines) {
      pending.lines.push(text);
      return undefined;
    }
    const full = this.flush();
    this.#lead.push(text);
    return full ?? (this.#lead.length < maxRecordLines ? undefined : this.end()[0]);
  }

  #append(pending: Pending, line: Line): undefined {
    pending.lines.push(line.text);
    pending.cut += line.cut;
    this.#trace.note(line.text);
  }

  #finish(pending: Pending): ReadEntry {
    const { parsed, lines, line, format } = pending;
    const raw = lines.length === 1 ? (lines[0] ?? '') : lines.join('\n');
    if (lines.length > pending.lead + 1) addContinuation(parsed, lines.slice(pending.lead + 1));
    if (pending.cut > 0) markCut(parsed, pending.cut);
    const { others = [], ...first } = parsed;
    const entry = { record: this.#record(first, line, raw), raw, line, lines: lines.length, format };
    for (const [index, other] of others.entries()) {
      const record = this.#record(other, line, `${index + 1} ${raw}`);
      this.#further.push({ record, raw, line, lines: 0, format });
    }
    return entry;
  }

  /** The further records of the line whose first was answered last. */
  takeFurther(): readonly ReadEntry[] {
    if (this.#further.length === 0) return this.#further;
    return this.#further.splice(0);
  }

  #record(parsed: ParsedLine, line: number, raw: string): LogRecord {
    const settings = this.#settings;
    if (parsed.timestamp !== undefined && Number.isFinite(parsed.timestamp)) this.#time = parsed.timestamp;
    const timestamp = this.#time;
    const marked = parsed.level === undefined ? markedLevel(parsed.message) : undefined;
    const level = parsed.level ?? marked?.level ?? (parsed.error === undefined ? 'info' : 'error');
    const service = parsed.service ?? settings.service;
    const host = parsed.host ?? settings.host;
    if (settings.attributes !== undefined) parsed.attributes = { ...parsed.attributes, ...settings.attributes };
    return {
      ...parsed,
      id: parsed.id ?? this.#identity.next(timestamp, line, raw),
      timestamp,
      level,
      severity: parsed.severity ?? marked?.severity ?? severityOf(level),
      message: parsed.message,
      ...(service !== undefined && { service }),
      ...(host !== undefined && { host }),
    };
  }
}

function addContinuation(parsed: ParsedLine, lines: readonly string[]): void {
  // A layout that puts the message on the lines below: its indentation says nothing.
  if (parsed.message === '' && lines[0] !== undefined) {
    parsed.message = lines[0].trim();
    if (lines.length > 1) addContinuation(parsed, lines.slice(1));
    return;
  }
  const { message, error } = readContinuation(parsed.message, lines);
  if (error !== undefined && parsed.error === undefined) {
    parsed.error = error;
    parsed.message = [parsed.message, ...message].join('\n').trimEnd();
  } else {
    parsed.message = [parsed.message, ...lines].join('\n').trimEnd();
  }
}

function markCut(parsed: ParsedLine, cut: number): void {
  parsed.message += '…';
  parsed.attributes = { ...parsed.attributes, cut_characters: cut };
}
