import { type LogRecord, TailraceError } from '@tailrace/core/runtime';
import { extname, isAbsolute, join, normalize, parse, sep } from 'node:path';
import type { Calendar, CalendarLabel } from './rotation/period.ts';
import { NO_VALUE, safeName, shortName } from './safe-name.ts';

/** A piece of a path: text as it is, or the name of what is filled in. */
export type PathPart = string | { readonly field: string };

const NO_TIME: CalendarLabel = { date: '', hour: '' };
const FIELD = /\{([^{}]*)\}/g;
const FIELD_NAME = /^[\p{L}_$][\p{L}\p{N}_$.-]*$/u;

/** A file's path with places for what is in the record: `users/{user_id}/{date}.log`. */
export class PathTemplate {
  /** The folder that no value changes. */
  readonly root: string;
  /** The folders below it, and the file's name at the end. */
  readonly segments: readonly (readonly PathPart[])[];
  /** The file name's last extension, with its dot; `''` where there is none. */
  readonly extension: string;
  readonly fields: ReadonlySet<string>;

  /**
   * @param literal - Takes braces as they are.
   * @throws TailraceError `TAILRACE_BAD_OPTION` for what stands in braces and is no name.
   */
  constructor(owner: string, path: string, literal = false) {
    // The working directory's name is taken as it is, braces and all.
    const root = isAbsolute(path) ? parse(path).root : process.cwd();
    const below = normalize(isAbsolute(path) ? path.slice(root.length) : path);
    const names = below.split(sep).filter((name) => name !== '' && name !== '.');
    const parsed = names.map((name) => (literal ? [name] : partsOf(owner, name)));
    const first = parsed.findIndex((parts) => parts.some((part) => typeof part !== 'string'));
    const fixed = first === -1 ? names.length - 1 : first;
    this.root = join(root, ...names.slice(0, fixed));
    this.segments = parsed.slice(fixed);
    const last = this.segments.at(-1)?.at(-1) ?? '';
    this.extension = typeof last !== 'string' ? '' : extname(this.segments.at(-1)?.length === 1 ? last : `x${last}`);
    const fields = this.segments.flat().flatMap((part) => (typeof part === 'string' ? [] : [part.field]));
    this.fields = new Set(fields);
  }

  /** Whether the name itself says the day, so that no file is renamed for a new one. */
  get isDated(): boolean {
    return this.fields.has('date');
  }

  /** Whether records go to different files for what is in them. */
  get varies(): boolean {
    return this.fields.size > 0;
  }

  /** The path for a record; for none, as for a record without any values. */
  expand(record: LogRecord | undefined, calendar: Calendar, now: number): string {
    const isTimed = this.isDated || this.fields.has('hour');
    const label = isTimed ? calendar.at(record?.timestamp ?? now) : NO_TIME;
    const names = this.segments.map((parts, index) => {
      const name = parts.map((part) => (typeof part === 'string' ? part : valueOf(part.field, record, label))).join('');
      return parts.length === 1 && typeof parts[0] === 'string'
        ? name
        : shortName(name, index === this.segments.length - 1 ? this.extension : '');
    });
    return join(this.root, ...names);
  }
}

function partsOf(owner: string, name: string): PathPart[] {
  const parts: PathPart[] = [];
  let from = 0;
  for (const match of name.matchAll(FIELD)) {
    const field = match[1] ?? '';
    if (!FIELD_NAME.test(field)) throw badBraces(owner, match[0]);
    if (match.index > from) parts.push(name.slice(from, match.index));
    parts.push({ field });
    from = match.index + match[0].length;
  }
  if (from < name.length) parts.push(name.slice(from));
  for (const part of parts) if (typeof part === 'string' && /[{}]/.test(part)) throw badBraces(owner, part);
  return parts;
}

function badBraces(owner: string, text: string): TailraceError {
  const fields = 'the name of an attribute, or kind, level, logger, service, host, process, date or hour';
  return new TailraceError('TAILRACE_BAD_OPTION', `${owner}: braces in a path take ${fields}, not '${text}'.`);
}

function valueOf(field: string, record: LogRecord | undefined, label: CalendarLabel): string {
  switch (field) {
    case 'date':
      return label.date;
    case 'hour':
      return label.hour;
    case 'kind':
      return safeName(record?.kind ?? 'log');
    case 'level':
    case 'logger':
    case 'service':
    case 'host':
    case 'process':
      return safeName(record?.[field]);
    default:
      return record === undefined ? NO_VALUE : safeName(attributeOf(record, field));
  }
}

/** An attribute by its name, or by its path where no attribute has a dotted name. */
function attributeOf({ attributes }: LogRecord, field: string): unknown {
  if (attributes === undefined) return undefined;
  if (Object.hasOwn(attributes, field)) return attributes[field];
  let value: unknown = attributes;
  for (const name of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
