import type { LineFormat, ParseContext, ParsedLine } from './format.ts';
import { type Level, levelOf } from './level-words.ts';
import { parseIsoTime } from './time/iso-time.ts';
import type { WallClock } from './time/wall-clock.ts';

/** What a pattern's named groups held. */
export type Groups = Readonly<Record<string, string | undefined>>;

/** A format that one regular expression describes. */
export interface PatternDefinition {
  readonly name: string;
  readonly title: string;
  readonly example: string;
  readonly certainty: LineFormat['certainty'];
  /**
   * Its groups `time`, `level`, `message`, `logger`, `service`, `host`, `process`, `thread`, `module` and `line` are
   * the record's fields; any other group becomes an attribute of that name, but for those that `time` reads.
   */
  readonly pattern: RegExp;
  /** Epoch milliseconds, or NaN where the time cannot be; reads the group `time` as ISO 8601 by default. */
  readonly time?: (groups: Groups, wall: WallClock) => number;
  /** Reads the group `level` as a word by default. */
  readonly level?: (groups: Groups) => Level | undefined;
  readonly continues?: boolean;
}

/** Parts of a time, which are no attributes. */
const TIME_PARTS = ['seconds', 'micros', 'zone'];
const FIELDS = new Set([
  ...TIME_PARTS,
  'time',
  'level',
  'message',
  'logger',
  'service',
  'host',
  'process',
  'thread',
  'module',
  'line',
]);

/** Makes a format from its pattern. */
export function patternFormat(definition: PatternDefinition): LineFormat {
  const { time = isoTime, level = levelWord } = definition;
  // A message may hold a bare CR or U+2028: with `s` the dot takes them, so that the line is read all the same, and so
  // that no pattern goes back and forth over blanks for an end that it cannot reach.
  const pattern = new RegExp(definition.pattern, `${definition.pattern.flags.replace('s', '')}s`);
  const names = [...pattern.source.matchAll(/\(\?<(\w+)>/g)].map((match) => match[1] ?? '');
  const own = [...new Set(names)].filter((name) => !FIELDS.has(name));
  const timed = names.includes('time') || definition.time !== undefined;
  return {
    name: definition.name,
    title: definition.title,
    example: definition.example,
    certainty: definition.certainty,
    continues: definition.continues ?? true,
    parse(line: string, context: ParseContext): ParsedLine | undefined {
      const groups: Groups | undefined = pattern.exec(line)?.groups;
      if (groups === undefined) return undefined;
      const parsed: ParsedLine = { message: groups['message']?.trimEnd() ?? '' };
      if (timed) {
        const timestamp = time(groups, context.wall);
        if (Number.isNaN(timestamp)) return undefined;
        parsed.timestamp = timestamp;
      }
      const found = level(groups);
      if (found !== undefined) {
        parsed.level = found.level;
        parsed.severity = found.severity;
      }
      setFields(parsed, groups);
      for (const name of own) {
        const value = groups[name];
        if (value !== undefined && value !== '' && value !== '-') {
          parsed.attributes ??= {};
          parsed.attributes[name] = plainValue(value);
        }
      }
      return parsed;
    },
  };
}

function setFields(parsed: ParsedLine, groups: Groups): void {
  if (groups['logger'] !== undefined) parsed.logger = groups['logger'].trim();
  if (groups['service'] !== undefined) parsed.service = groups['service'].trim();
  if (groups['host'] !== undefined) parsed.host = groups['host'];
  if (groups['process'] !== undefined) parsed.process = Number(groups['process']);
  if (groups['module'] !== undefined || groups['line'] !== undefined) {
    parsed.source = {
      ...(groups['module'] !== undefined && { module: groups['module'] }),
      ...(groups['line'] !== undefined && { line: Number(groups['line']) }),
    };
  }
  const thread = groups['thread'];
  if (thread === undefined) return;
  // A thread with a name is an attribute: the record's own field is a number.
  if (/^\d+$/.test(thread)) parsed.thread = Number(thread);
  else parsed.attributes = { thread: thread.trim() };
}

/** A number where the text is one and nothing is lost (no leading zeros, no rounding), else the text. */
export function plainValue(text: string): string | number {
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/.test(text) ? Number(text) : text;
}

function isoTime(groups: Groups, wall: WallClock): number {
  return parseIsoTime(groups['time'] ?? '', wall);
}

function levelWord(groups: Groups): Level | undefined {
  return groups['level'] === undefined ? undefined : levelOf(groups['level']);
}
