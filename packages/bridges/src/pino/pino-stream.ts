import type { Layer } from '../layer.ts';
import { METADATA, type PinoLike } from './pino-parts.ts';

/** What pino writes to. */
export interface PinoDestination {
  write(line: string): unknown;
  [METADATA]?: unknown;
}

/** What pino says of a line before it writes it. */
export interface PinoMetadata {
  readonly lastLevel: unknown;
  readonly lastObj: unknown;
  readonly lastMsg: unknown;
  readonly lastTime: unknown;
  readonly lastLogger: PinoLike | undefined;
}

/**
 * Stands in the place of a logger's stream. Whatever else is asked of it, flushing and events for example, the stream
 * below answers.
 */
export class PinoStream implements PinoDestination, PinoMetadata {
  readonly [METADATA] = true;
  lastLevel: unknown = undefined;
  lastObj: unknown = undefined;
  lastMsg: unknown = undefined;
  lastTime: unknown = undefined;
  lastLogger: PinoLike | undefined = undefined;
  readonly write: (line: string) => unknown;

  /**
   * @param layer - Of this stream; undefined where it stands on its own.
   * @param take - Takes what was written; false where it has to go to the stream below.
   */
  constructor(layer: Layer<PinoDestination> | undefined, take: (line: string, metadata: PinoMetadata) => boolean) {
    this.write = (line) => {
      if (layer === undefined) return take(line, this);
      if (!layer.isActive) layer.settle();
      else if (take(line, this)) return true;
      return this.#pass(layer.below, line);
    };
    if (layer !== undefined) Object.setPrototypeOf(this, belowOf(layer));
  }

  #pass(below: PinoDestination, line: string): unknown {
    if (below[METADATA] === true) {
      const { lastLevel, lastObj, lastMsg, lastTime, lastLogger } = this;
      Object.assign(below, { lastLevel, lastObj, lastMsg, lastTime, lastLogger });
    }
    return below.write(line);
  }
}

/** A prototype that answers what the stream below answers: its methods work on that stream, not on the one above. */
function belowOf(layer: Layer<PinoDestination>): object {
  return new Proxy(
    {},
    {
      get(_, key) {
        const below = layer.below as unknown as Record<PropertyKey, unknown>;
        const value = below[key];
        return typeof value === 'function' ? (value.bind(below) as unknown) : value;
      },
      has: (_, key) => key in layer.below,
    },
  );
}
