import { type KeyOrder, orderOf } from './key-order.ts';
import { quote } from './quote.ts';

/** Deeper objects, and with them those that contain themselves, are left to who knows what to do. */
const MAX_DEPTH = 12;

/** Answered for what this writer leaves to others. */
const OTHERS = Symbol('others');

/**
 * Writes plain data as `safe-stable-stringify` does, keys in order, in half the time. Answers `undefined` where there
 * is anything but plain objects, arrays, text, numbers, booleans and `null`, or where the data is very deep.
 */
export function sortedJson(data: object): string | undefined {
  const text = objectText(data, 1);
  return typeof text === 'string' ? text : undefined;
}

type Text = string | undefined | typeof OTHERS;

function objectText(data: object, depth: number): string | typeof OTHERS {
  if (depth > MAX_DEPTH) return OTHERS;
  const prototype = Object.getPrototypeOf(data) as object | null;
  if (prototype !== Object.prototype && prototype !== null) return OTHERS;
  if ((data as { toJSON?: unknown }).toJSON !== undefined) return OTHERS;
  const order: KeyOrder | undefined = orderOf(data);
  if (order === undefined) return OTHERS;
  const { keys, prefixes } = order;
  let text = '{';
  for (let index = 0; index < keys.length; index += 1) {
    const value = (data as Record<string, unknown>)[keys[index] as string];
    if (typeof value === 'string') {
      text += (text === '{' ? '' : ',') + (prefixes[index] as string) + quote(value);
      continue;
    }
    const written = textOf(value, depth);
    if (written === undefined) continue;
    if (written === OTHERS) return OTHERS;
    text += (text === '{' ? '' : ',') + (prefixes[index] as string) + written;
  }
  return `${text}}`;
}

function textOf(value: unknown, depth: number): Text {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      return Number.isFinite(value) ? `${value}` : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return `"${value}"`;
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? arrayText(value, depth + 1) : objectText(value, depth + 1);
    default:
      return undefined;
  }
}

function arrayText(values: readonly unknown[], depth: number): string | typeof OTHERS {
  if (depth > MAX_DEPTH || (values as { toJSON?: unknown }).toJSON !== undefined) return OTHERS;
  let text = '[';
  for (let index = 0; index < values.length; index += 1) {
    const written = textOf(values[index], depth);
    if (written === OTHERS) return OTHERS;
    text += index === 0 ? (written ?? 'null') : `,${written ?? 'null'}`;
  }
  return `${text}]`;
}
