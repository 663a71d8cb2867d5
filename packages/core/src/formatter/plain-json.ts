import { inOnePiece, quote, wideTextsSoFar } from './json-text.ts';
import { numberText } from './number-text.ts';

const MAX_DEPTH = 16;
const MAX_NODES = 20_000;

/** Where the plain way ends: thrown and caught within this file alone. */
const NOT_PLAIN = Symbol('not plain');

let nodesLeft = 0;
let charactersLeft = 0;

/**
 * Writes plain data as JSON.stringify does, in about a third of its time with all that has to be looked at besides:
 * plain objects, arrays, strings, numbers, booleans, null and dates, neither deep nor cyclic nor beyond about
 * `maxCharacters`; `undefined` for everything else: functions, BigInts, class instances, lone surrogates.
 *
 * What terminals and line readers act on is escaped. It may throw where a getter or a proxy does.
 */
export function writePlainJson(value: unknown, maxCharacters: number): string | undefined {
  // What somebody put on Object.prototype, for…in would see in every object.
  for (const _ in NOTHING) return undefined;
  nodesLeft = MAX_NODES;
  charactersLeft = maxCharacters;
  try {
    return write(value, 0);
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
}

const NOTHING = {};

/** An object that is written member by member, as {@link writePlainJson} writes it; never throws. */
export class PlainMembers {
  #json = '';
  /** Whether everything so far has been plain. */
  isPlain = true;

  constructor(maxCharacters: number) {
    for (const _ in NOTHING) this.isPlain = false;
    nodesLeft = MAX_NODES - 1;
    charactersLeft = maxCharacters;
  }

  add(key: string, value: unknown): void {
    if (!this.isPlain) return;
    try {
      this.#json += keyText(key, this.#json === '' ? FIRST : LATER) + write(value, 1);
    } catch {
      this.isPlain = false;
    }
  }

  /** What may have come already cannot be written over. */
  lay(): void {
    this.isPlain = false;
  }

  /** The object as JSON; `undefined` where nothing was added. */
  end(): string | undefined {
    return this.#json === '' ? undefined : `${this.#json}}`;
  }
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return text(value);
    case 'number':
      return Number.isFinite(value) ? numberText(value) : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : structure(value, depth);
    default:
      throw NOT_PLAIN;
  }
}

function text(value: string): string {
  charactersLeft -= value.length;
  if (charactersLeft < 0) throw NOT_PLAIN;
  const json = quote(value);
  // JSON.stringify escapes lone surrogates as \ud800, which is valid JSON and yet refused by strict readers.
  if (json.length > value.length + 2 && json.includes('\\ud')) throw NOT_PLAIN;
  return json;
}

function structure(value: object, depth: number): string {
  nodesLeft -= 1;
  if (depth >= MAX_DEPTH || nodesLeft < 0) throw NOT_PLAIN;
  if (Array.isArray(value)) return list(value, depth);
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return object(value, depth);
  if (prototype !== Date.prototype || Object.hasOwn(value, 'toJSON')) throw NOT_PLAIN;
  const time = (value as Date).toJSON() as string | null;
  return time === null ? 'null' : text(time);
}

function list(values: readonly unknown[], depth: number): string {
  nodesLeft -= values.length >>> 3;
  if (nodesLeft < 0) throw NOT_PLAIN;
  if (Object.getPrototypeOf(values) !== Array.prototype || Object.hasOwn(values, 'toJSON')) throw NOT_PLAIN;
  let json = '[';
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    json += (index === 0 ? '' : ',') + (value === undefined ? 'null' : write(value, depth + 1));
  }
  return `${json}]`;
}

function object(value: object, depth: number): string {
  let json = '';
  // for…in is twice as fast as Object.keys here.
  // oxlint-disable-next-line guard-for-in -- nothing is inherited: see above
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (item !== undefined) json += (json === '' ? keyText(key, FIRST) : keyText(key, LATER)) + write(item, depth + 1);
  }
  return json === '' ? '{}' : `${json}}`;
}

/** Keys of ASCII that come again and again: as JSON with a colon, and what stands before the first or later ones. */
interface Keys {
  readonly before: '{' | ',';
  readonly known: Map<string, string>;
}
const FIRST: Keys = { before: '{', known: new Map() };
const LATER: Keys = { before: ',', known: new Map() };
const MAX_KEYS = 1_000;
const MAX_KEY_LENGTH = 100;

/** One piece, since a text of fewer pieces is sooner made flat. */
function keyText(key: string, { before, known }: Keys): string {
  const found = known.get(key);
  if (found !== undefined) {
    charactersLeft -= key.length;
    return found;
  }
  const wideBefore = wideTextsSoFar();
  const json = `${before}${text(key)}:`;
  const isKept = known.size < MAX_KEYS && key.length <= MAX_KEY_LENGTH && wideTextsSoFar() === wideBefore;
  if (isKept) known.set(key, inOnePiece(json));
  return json;
}
