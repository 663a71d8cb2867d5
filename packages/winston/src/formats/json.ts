import { format } from 'logform';
import type { Format } from '../logger/transport.ts';
import { sortedJson } from './sorted-json.ts';

const MESSAGE = Symbol.for('message');

const stock = format.json() as unknown as Format;

/**
 * Winston's `format.json()`: the info as JSON with its keys in order, byte for byte as Winston writes it. With options
 * it is Winston's own.
 */
export const json: typeof format.json = format((info, options) => {
  if (!hasOptions(options)) {
    const text = sortedJson(info);
    if (text !== undefined) {
      (info as Record<symbol, unknown>)[MESSAGE] = text;
      return info;
    }
  }
  return stock.transform(info, options) as typeof info;
});

/** True also where every object has inherited keys, which {@link sortedJson} cannot tell from an object's own. */
function hasOptions(options: unknown): boolean {
  for (const _ in options as object) return true;
  return false;
}
