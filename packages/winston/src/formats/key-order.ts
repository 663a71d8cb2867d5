import { quote } from './quote.ts';

/** The keys of objects of one shape in the order in which they are written. */
export interface KeyOrder {
  readonly keys: readonly string[];
  /** Each key as JSON, with its colon. */
  readonly prefixes: readonly string[];
}

/** A key after those before it, in the order in which an object has them. */
interface Node {
  order: KeyOrder | undefined;
  lastKey: string | undefined;
  lastNode: Node | undefined;
  next: Map<string, Node> | undefined;
}

/** Applications log objects of few shapes; those that use data as keys would fill the memory. */
const MAX_NODES = 20_000;
const MAX_KEYS = 200;

const root: Node = newNode();
let nodes = 0;

/** Answers the order of an object's keys, which is found out once for each shape; `undefined` for very many keys. */
export function orderOf(data: object): KeyOrder | undefined {
  const keys = Object.keys(data);
  if (keys.length > MAX_KEYS) return undefined;
  let node = root;
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    if (node.lastKey === key) {
      node = node.lastNode as Node;
      continue;
    }
    const next = nextOf(node, key);
    if (next === undefined) return orderedKeys(keys);
    node = next;
  }
  return (node.order ??= orderedKeys(keys));
}

function nextOf(node: Node, key: string): Node | undefined {
  let next = node.next?.get(key);
  if (next === undefined) {
    if (nodes >= MAX_NODES) return undefined;
    nodes += 1;
    next = newNode();
    (node.next ??= new Map()).set(key, next);
  }
  node.lastKey = key;
  node.lastNode = next;
  return next;
}

function orderedKeys(keys: readonly string[]): KeyOrder {
  const ordered = [...keys].sort();
  return { keys: ordered, prefixes: ordered.map((key) => `${quote(key)}:`) };
}

function newNode(): Node {
  return { order: undefined, lastKey: undefined, lastNode: undefined, next: undefined };
}
