import {
  AFTER_OTHER,
  AFTER_TEXT,
  AT_FIRST,
  FORMS,
  type KeyNode,
  type KeyOrder,
  NO_KEYS,
  nodeAfter,
  OF_TEXT,
  orderAt,
  orderOf,
} from './key-order.ts';
import { quote } from './quote.ts';
import { plainText } from './recurring-text.ts';

/** Deeper objects, and with them those that contain themselves, are left to who knows what to do. */
const MAX_DEPTH = 12;
const MAX_KEYS = 200;

/** Answered for what this writer leaves to others. */
const OTHERS = Symbol('others');

/** The values of the objects that are being written, those of inner ones behind those of outer ones. */
const taken: unknown[] = [];
let top = 0;

/**
 * Writes plain data as `safe-stable-stringify` does, keys in order, in half the time. Answers `undefined` where there
 * is anything but plain objects, arrays, text, numbers, booleans and `null`, or where the data is very deep. Not to be
 * called where somebody has given all objects of the process keys to inherit.
 */
export function sortedJson(data: object): string | undefined {
  const bottom = top;
  try {
    const text = objectText(data, 1);
    return text === OTHERS ? undefined : text;
  } finally {
    if (top !== bottom) letGo(bottom);
  }
}

type Text = string | undefined | typeof OTHERS;

function objectText(data: object, depth: number): string | typeof OTHERS {
  if (depth > MAX_DEPTH) return OTHERS;
  const prototype = Object.getPrototypeOf(data) as object | null;
  if (prototype !== Object.prototype && prototype !== null) return OTHERS;
  if ((data as { toJSON?: unknown }).toJSON !== undefined) return OTHERS;
  const base = top;
  const order = takeValues(data);
  if (order === undefined) return OTHERS;
  const { number, places, prefixes } = order;
  let text = '';
  let form = AT_FIRST;
  for (let index = 0; index < places.length; index += 1) {
    const place = base + (places[index] as number);
    const value = taken[place];
    taken[place] = undefined;
    if (typeof value === 'string') {
      const plain = plainText(number + index, prefixes[index * FORMS + form + OF_TEXT] as string, value);
      if (plain !== undefined) {
        text += plain;
        form = AFTER_TEXT;
        continue;
      }
    }
    const written = textOf(value, depth);
    if (written === undefined) continue;
    if (written === OTHERS) return OTHERS;
    text = text + (prefixes[index * FORMS + form] as string) + written;
    form = AFTER_OTHER;
  }
  top = base;
  if (form === AT_FIRST) return '{}';
  return form === AFTER_TEXT ? `${text}"}` : `${text}}`;
}

/** Puts an object's values on top of the others, and answers how its keys are written; `undefined` for very many. */
function takeValues(data: object): KeyOrder | undefined {
  const base = top;
  let node: KeyNode | undefined = NO_KEYS;
  // In step with the keys, values are read a good deal faster than by a list of keys.
  // oxlint-disable-next-line guard-for-in -- a plain object inherits none, see sortedJson
  for (const key in data) {
    node = node.lastKey === key ? node.lastNode : nodeAfter(node, key);
    if (node === undefined) return takeByKeys(data, base);
    // Asked for before `top` is, since a getter may log something itself.
    const value = (data as Record<string, unknown>)[key];
    taken[top] = value;
    top += 1;
  }
  return top - base > MAX_KEYS ? undefined : orderAt(node);
}

/** The same for an object of a shape that is not kept. */
function takeByKeys(data: object, base: number): KeyOrder | undefined {
  const keys = Object.keys(data);
  if (keys.length > MAX_KEYS) return undefined;
  top = base;
  for (const key of keys) {
    const value = (data as Record<string, unknown>)[key];
    taken[top] = value;
    top += 1;
  }
  return orderOf(keys);
}

/** After something that was not written to its end. */
function letGo(bottom: number): void {
  top = bottom;
  taken.length = bottom;
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
