import type { StockLogger } from '../stock.ts';
import type { Info } from './transport.ts';

/** Metadata of a child logger: an object, or what answers one at each call. */
export type ChildMeta = object | (() => object | undefined) | undefined | null;

/** What a child logger may have of its own. */
export interface ChildOptions {
  /** The child's level, for transports that have none. Setting `child.level` does the same. */
  readonly level?: string;
}

/** Where a child logger keeps {@link Child}. */
export const CHILD = Symbol('child');

/** What makes a logger a child. */
export interface Child {
  readonly root: StockLogger;
  /** From the eldest to the child's own. */
  readonly metas: readonly ChildMeta[];
}

/** Makes a child as Winston does: the parent is its prototype, and its `write` adds the metadata. */
export function childOf<T extends StockLogger>(parent: T, meta: ChildMeta, options: ChildOptions | undefined): T {
  const above = (parent as { [CHILD]?: Child })[CHILD];
  const own: Child = { root: above?.root ?? parent, metas: [...(above?.metas ?? []), meta] };
  const child = Object.create(parent, {
    [CHILD]: { value: own },
    write: {
      value(info: Info): boolean {
        return parent.write(withMeta(meta, info));
      },
    },
  }) as T;
  if (options?.level !== undefined) child.level = options.level;
  return child;
}

function withMeta(meta: ChildMeta, info: Info): Info {
  const copy: Info = { ...(typeof meta === 'function' ? meta() : meta), ...info };
  if (info instanceof Error) {
    copy['stack'] = info.stack;
    copy['message'] = info.message;
    copy['cause'] = info.cause;
  }
  return copy;
}
