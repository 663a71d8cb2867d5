import { TailraceError } from '../../diagnostics/errors.ts';

/** Fields of a record that a path may begin with; any other path begins among the attributes. */
const ROOTS = new Set(['message', 'logger', 'service', 'host', 'source', 'error', 'attributes']);

const MAX_REMEMBERED = 4096;

/** Where some of the paths are: what follows by a key, and whether one ends here. */
interface PathNode {
  readonly number: number;
  readonly byKey: Map<string, PathNode>;
  any: PathNode | undefined;
  isEnd: boolean;
}

/** What to do with the value under a key. */
export interface KeyPlan {
  /** Why the whole value is to be answered for; `undefined`: look into it. */
  readonly secret: 'path' | 'key' | undefined;
  /** The name to write in the key's place: keys hold secrets, too. */
  readonly name: string;
  /** Where the paths are beyond the key. */
  readonly state: PathState;
}

export interface PathMatcherOptions {
  readonly paths: readonly string[];
  readonly isSecretName: (name: string) => boolean;
  readonly rename: (name: string) => string;
}

/**
 * Compiles paths with wildcards, and secret names, into states to walk an object with: one look-up for a key tells
 * everything. States are made as they are met.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` for paths that do not parse.
 */
export function pathStates(options: PathMatcherOptions): PathState {
  let number = 0;
  const newNode = (): PathNode => ({ number: number++, byKey: new Map(), any: undefined, isEnd: false });
  const root = newNode();
  for (const path of options.paths) {
    let node = root;
    for (const segment of rooted(path)) {
      const next: PathNode | undefined = segment === '*' ? node.any : node.byKey.get(segment);
      if (next !== undefined) {
        node = next;
        continue;
      }
      const made = newNode();
      if (segment === '*') node.any = made;
      else node.byKey.set(segment, made);
      node = made;
    }
    node.isEnd = true;
  }
  return new StateSpace(options).stateOf([root]);
}

/** A set of places in the paths, with what was found out about keys there. */
export class PathState {
  readonly #nodes: readonly PathNode[];
  readonly #space: StateSpace;
  readonly #plans = new Map<string, KeyPlan>();

  constructor(nodes: readonly PathNode[], space: StateSpace) {
    this.#nodes = nodes;
    this.#space = space;
  }

  /** True where no path goes on: only names count from here. */
  get isDead(): boolean {
    return this.#nodes.length === 0;
  }

  plan(key: string): KeyPlan {
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan = this.#space.plan(this.#nodes, key);
    if (this.#plans.size >= MAX_REMEMBERED) this.#plans.clear();
    this.#plans.set(key, plan);
    return plan;
  }

  /** The state of a list's entry: entries have no names of their own. */
  entry(index: number): KeyPlan {
    return this.#space.plan(this.#nodes, String(index));
  }
}

class StateSpace {
  readonly #options: PathMatcherOptions;
  readonly #states = new Map<string, PathState>();

  constructor(options: PathMatcherOptions) {
    this.#options = options;
  }

  stateOf(nodes: readonly PathNode[]): PathState {
    const name = nodes.map((node) => node.number).join();
    let state = this.#states.get(name);
    if (state === undefined) {
      state = new PathState(nodes, this);
      this.#states.set(name, state);
    }
    return state;
  }

  plan(nodes: readonly PathNode[], key: string): KeyPlan {
    const next = nodes.flatMap((node) => [node.byKey.get(key), node.any]).filter((node) => node !== undefined);
    const isEnd = next.some((node) => node.isEnd);
    const secret = isEnd ? 'path' : this.#options.isSecretName(key) ? 'key' : undefined;
    return { secret, name: this.#options.rename(key), state: this.stateOf(next) };
  }
}

/** `user.*.password`, `items[0].name`, `a[*].b`, `headers["x-key"]` as segments from the record's top. */
function rooted(path: unknown): string[] {
  if (typeof path !== 'string' || path.startsWith('.')) throw badPath(path);
  const segments: string[] = [];
  const pattern = /(?:^|\.)([^.[\]"]+)|\[(?:"([^"]*)"|'([^']*)'|([^\]"']+))\]/gy;
  let end = 0;
  for (let match = pattern.exec(path); match !== null; match = pattern.exec(path)) {
    segments.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? '');
    end = pattern.lastIndex;
  }
  if (segments.length === 0 || end !== path.length) throw badPath(path);
  return ROOTS.has(segments[0] ?? '') ? segments : ['attributes', ...segments];
}

function badPath(path: unknown): TailraceError {
  return new TailraceError(
    'TAILRACE_BAD_OPTION',
    `redact: the path ${JSON.stringify(path)} does not parse. Paths are like user.*.password, items[*].id, headers["x-key"].`,
  );
}
