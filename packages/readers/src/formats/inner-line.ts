import type { LineFormat, ParseContext, ParsedLine } from '../format.ts';
import { bunyan } from './bunyan.ts';
import { ecs } from './ecs.ts';
import { gelf } from './gelf.ts';
import { jsonLines } from './json-lines.ts';
import { pino } from './pino.ts';
import { tailraceJson } from './tailrace-json.ts';
import { winston } from './winston.ts';

const INNER: readonly LineFormat[] = [tailraceJson, bunyan, pino, ecs, gelf, winston, jsonLines];

/**
 * Reads what a program wrote into a container's output: where that is a line of JSON, its fields are the record's.
 *
 * The container's own words stay as attributes, and its time where the program's line tells none.
 */
export function readInner(outer: ParsedLine, context: ParseContext): ParsedLine {
  const line = outer.message;
  if (line.charCodeAt(0) !== 123) return outer;
  for (const format of INNER) {
    const inner = format.parse(line, context);
    if (inner !== undefined) return { ...outer, ...inner, attributes: { ...outer.attributes, ...inner.attributes } };
  }
  return outer;
}
