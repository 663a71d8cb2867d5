import type { ParseContext } from './format.ts';
import type { WallClock } from './time/wall-clock.ts';

/** The context of one source: JSON is parsed once a line, however many formats look at it. */
export class SourceContext implements ParseContext {
  readonly wall: WallClock;
  readonly memory: Map<string, unknown> = new Map();
  #line: string | undefined;
  #object: Readonly<Record<string, unknown>> | undefined;

  constructor(wall: WallClock) {
    this.wall = wall;
  }

  json(line: string): Readonly<Record<string, unknown>> | undefined {
    if (line === this.#line) return this.#object;
    this.#line = line;
    this.#object = parseObject(line);
    return this.#object;
  }
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  if (line.charCodeAt(0) !== 123 && !line.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
