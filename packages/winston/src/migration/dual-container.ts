import { checkOptions } from '@tailrace/core/runtime';
import { type DualLogger, dualWrite } from './dual-write.ts';
import { MigrationPlan } from './migration-plan.ts';
import type { WinstonLike } from './winston-like.ts';

/** What `winston.loggers` is, as far as going over needs it. */
export interface ContainerLike<L extends WinstonLike = WinstonLike> {
  add(id: string, options?: never): L;
  get(id: string, options?: never): L;
  has(id: string): boolean;
  close(id?: string): void;
}

/** What {@link dualContainer} takes. */
export interface DualContainerOptions<L extends WinstonLike> {
  readonly from: ContainerLike<L>;
  readonly to: ContainerLike;
  /** Decides for all its loggers, by their ids among other things. */
  readonly plan: MigrationPlan;
}

/** A container of loggers, each of them joined of the two by the same id. */
export interface DualContainer<L extends WinstonLike> {
  add(id: string, options?: object): DualLogger<L>;
  get(id: string, options?: object): DualLogger<L>;
  has(id: string): boolean;
  close(id?: string): void;
}

/**
 * Joins two containers of loggers: what it gives for an id writes to the logger of that id in both, and is named by it
 * in the plan [A11].
 *
 * The new container's logger is made when something is to go there; it gets the options that `get` or `add` were given.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * const loggers = dualContainer({ from: winston.loggers, to: tailrace.loggers, plan });
 * loggers.get('db').info('connected');
 */
export function dualContainer<L extends WinstonLike>(options: DualContainerOptions<L>): DualContainer<L> {
  checkOptions<DualContainerOptions<L>>('dualContainer', options, {
    from: { type: 'object', required: true },
    to: { type: 'object', required: true },
    plan: { type: 'object', required: true },
  });
  const { from, to, plan } = options;
  const made = new Map<string, { old: L; dual: DualLogger<L> }>();
  const get = (id: string, settings?: object): DualLogger<L> => {
    const old = from.get(id, settings as never);
    const known = made.get(id);
    // The old container forgets loggers that were closed.
    if (known?.old === old) return known.dual;
    const dual = dualWrite({ from: old, to: () => to.get(id, settings as never), name: id, plan });
    made.set(id, { old, dual });
    return dual;
  };
  return {
    get,
    add: get,
    has: (id) => from.has(id),
    close(id) {
      for (const name of id === undefined ? [...made.keys()] : [id]) made.delete(name);
      to.close(id);
      from.close(id);
    },
  };
}
