import type { LineFormat } from '../format.ts';
import { readJson } from './json-lines.ts';
import { plainValue } from '../pattern-format.ts';

const PAIR = /([^\s="]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?:\s+|$)/sy;
const BARE = /[^\s="]+(?:\s+|$)/y;

/** `key=value` pairs, as Heroku, Go's slog and logrus, Grafana and Prometheus write them. */
export const logfmt: LineFormat = {
  name: 'logfmt',
  title: 'logfmt',
  example: 'time=2026-01-31T12:00:00Z level=info msg="listening" port=8080',
  certainty: 'family',
  continues: true,
  parse(line, context) {
    const fields = readPairs(line);
    if (fields === undefined) return undefined;
    const parsed = readJson(fields, context);
    // Without a message, a time or a level of its own it may be any text with an equals sign in it.
    if (parsed === undefined || (parsed.timestamp === undefined && parsed.level === undefined)) return undefined;
    if (parsed.message === '') parsed.message = line.trimEnd();
    return parsed;
  },
};

/** The pairs of a line that is nothing but pairs and bare words, of which the pairs are the greater part. */
function readPairs(line: string): Record<string, unknown> | undefined {
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  let pairs = 0;
  let bare = 0;
  let index = line.length - line.trimStart().length;
  while (index < line.length) {
    PAIR.lastIndex = index;
    const match = PAIR.exec(line);
    if (match !== null) {
      const [, key = '', quoted, plain] = match;
      fields[key] = quoted === undefined ? bareValue(plain ?? '') : unescape(quoted);
      pairs += 1;
      index = PAIR.lastIndex;
      continue;
    }
    BARE.lastIndex = index;
    if (BARE.exec(line) === null) return undefined;
    bare += 1;
    index = BARE.lastIndex;
  }
  return pairs >= 2 && pairs > bare ? fields : undefined;
}

/** Words without quotes are numbers, truth values and nothing where they look like it; text in quotes is text. */
function bareValue(word: string): unknown {
  if (word === 'true' || word === 'false') return word === 'true';
  return word === 'null' ? null : plainValue(word);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** What stands in quotes is escaped as in JSON, as Go's writers do it. */
function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, escaped: string) =>
    code === undefined ? (ESCAPES[escaped] ?? escaped) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
