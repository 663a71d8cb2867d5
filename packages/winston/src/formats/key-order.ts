import { quote } from './quote.ts';

/** How the keys of objects of one shape are written, in order. */
export interface KeyOrder {
  /** How many keys all orders before it have. */
  readonly number: number;
  /** The places of the keys among those of the object, in the order in which they are written. */
  readonly places: readonly number[];
  /**
   * What stands before each value: for each key {@link FORMS} texts, by what came before it ({@link AT_FIRST},
   * {@link AFTER_TEXT}, {@link AFTER_OTHER}), and each of them once more with the quotation mark that opens a text.
   */
  readonly prefixes: readonly string[];
}

export const FORMS = 6;
export const AT_FIRST = 0;
/** A text whose closing quotation mark is still to come. */
export const AFTER_TEXT = 2;
export const AFTER_OTHER = 4;
/** To be added where a text begins. */
export const OF_TEXT = 1;

/** A key after those before it, in the order in which an object has them. */
export interface KeyNode {
  readonly key: string;
  readonly before: KeyNode | undefined;
  order: KeyOrder | undefined;
  lastKey: string | undefined;
  lastNode: KeyNode | undefined;
  next: Map<string, KeyNode> | undefined;
}

/** Applications log objects of few shapes; those that use data as keys would fill the memory. */
const MAX_NODES = 20_000;

/** Where the keys of an object begin. */
export const NO_KEYS: KeyNode = newNode('', undefined);
let nodes = 0;
let keysBefore = 0;

/** Answers where one comes to by a key that is not the same as the time before; `undefined` where that is not kept. */
export function nodeAfter(node: KeyNode, key: string): KeyNode | undefined {
  let next = node.next?.get(key);
  if (next === undefined) {
    if (nodes >= MAX_NODES) return undefined;
    nodes += 1;
    next = newNode(key, node);
    (node.next ??= new Map()).set(key, next);
  }
  node.lastKey = key;
  node.lastNode = next;
  return next;
}

/** Answers how the keys that lead to a node are written, which is found out once. */
export function orderAt(node: KeyNode): KeyOrder {
  if (node.order === undefined) {
    const keys: string[] = [];
    for (let at = node; at.before !== undefined; at = at.before) keys.unshift(at.key);
    node.order = orderOf(keys);
  }
  return node.order;
}

/** Answers how the keys of an object are written. */
export function orderOf(keys: readonly string[]): KeyOrder {
  const sorted = keys.map((key, place) => ({ key, place })).sort((a, b) => (a.key < b.key ? -1 : 1));
  const number = keysBefore;
  keysBefore += keys.length;
  return {
    number,
    places: sorted.map(({ place }) => place),
    prefixes: sorted.flatMap(({ key }) => prefixesOf(`${quote(key)}:`)),
  };
}

function prefixesOf(key: string): string[] {
  return ['{', '",', ','].flatMap((before) => [before + key, `${before}${key}"`]);
}

function newNode(key: string, before: KeyNode | undefined): KeyNode {
  return { key, before, order: undefined, lastKey: undefined, lastNode: undefined, next: undefined };
}
