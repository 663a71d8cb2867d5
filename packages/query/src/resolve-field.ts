import type { FieldPath } from './ast.ts';
import { FIELD_ALIASES, QUERY_FIELDS } from './query-fields.ts';

const FIRST_SEGMENT = /^[\p{L}_@$][\p{L}\p{N}_@$-]*$/u;
const LATER_SEGMENT = /^[\p{L}\p{N}_@$][\p{L}\p{N}_@$-]*$/u;
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'TO']);

/**
 * Answers which field a name stands for, given as its segments (`user.id` is `['user', 'id']`).
 *
 * A name of the wire schema stands for itself, an alias for what it names, and anything else for an attribute.
 *
 * @example
 * resolveField(['level']);        // ['level']
 * resolveField(['error', 'code']) // ['exception', 'code']
 * resolveField(['user', 'id']);   // ['attributes', 'user', 'id']
 */
export function resolveField(segments: readonly string[]): FieldPath {
  const whole = own(FIELD_ALIASES, segments.join('.'));
  if (whole !== undefined) return [whole];
  const [first = '', ...rest] = segments;
  const name = own(FIELD_ALIASES, first) ?? first;
  const type = own(QUERY_FIELDS, name);
  if (type === 'object' || (type !== undefined && rest.length === 0)) return [name, ...rest];
  return ['attributes', ...segments];
}

/** Writes a field's path as it is written in a query; `resolveField` and the parser read it back. */
export function printField(path: FieldPath): string {
  const rest = path.slice(1);
  if (path[0] === 'attributes' && rest.length > 0 && samePath(resolveField(rest), path)) return printSegments(rest);
  return printSegments(path);
}

/** Whether a name can stand without quotes as the first segment of a field. */
export function isPlainName(name: string): boolean {
  return FIRST_SEGMENT.test(name) && !KEYWORDS.has(name);
}

/** Writes a name in double quotes, as the lexer reads them. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function printSegments(segments: readonly string[]): string {
  return segments
    .map((segment, index) => {
      const plain = index === 0 ? isPlainName(segment) : LATER_SEGMENT.test(segment);
      return plain ? segment : quoted(segment);
    })
    .join('.');
}

function samePath(a: FieldPath, b: FieldPath): boolean {
  return a.length === b.length && a.every((segment, index) => segment === b[index]);
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
