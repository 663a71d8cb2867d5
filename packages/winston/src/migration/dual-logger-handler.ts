import { copiesOf } from './argument-copies.ts';
import type { MigrationPlan } from './migration-plan.ts';
import type { NewSide } from './new-side.ts';
import { fieldOf } from './request-key.ts';
import { levelsOf, type Method, type Methods, type WinstonLike } from './winston-like.ts';

/** Where `createLogger`, `child` and calls name the logger, as `fromWinston` of core reads them. */
const NAME_FIELDS = ['logger', 'label'] as const;

/** Properties that the application sets on its logger, and that both loggers take over. */
const SET_ON_BOTH: ReadonlySet<PropertyKey> = new Set(['level', 'silent', 'defaultMeta']);

/** What one logger of a dual write is made of. */
export interface DualPair {
  readonly from: WinstonLike;
  readonly fresh: NewSide;
  readonly plan: MigrationPlan;
  readonly name: string | undefined;
  /** The metadata of the children down to this one, the innermost first. */
  readonly metas: readonly unknown[];
  readonly endMillis: number;
}

/** Makes the logger of a pair. */
export function dualLogger(pair: DualPair): WinstonLike {
  // Not the old logger itself: a proxy must show what its target has that cannot be changed, as the `write` of children.
  return new Proxy<WinstonLike>(Object.create(pair.from) as WinstonLike, new DualLoggerHandler(pair));
}

/**
 * Stands before the old logger: what writes goes where the plan says, all else is the old logger's own.
 *
 * A proxy and not a class, so that it is whatever the old logger is to `instanceof`, to transports and to those who
 * look into it.
 */
class DualLoggerHandler implements ProxyHandler<WinstonLike> {
  readonly #pair: DualPair;
  /** Our own members; also what the application, or its tests, put in their place. */
  readonly #members = new Map<PropertyKey, unknown>();
  readonly #bound = new WeakMap<Method, Method>();
  #hasEnded = false;

  constructor(pair: DualPair) {
    this.#pair = pair;
  }

  get(_shade: WinstonLike, name: PropertyKey, proxy: WinstonLike): unknown {
    if (this.#members.has(name)) return this.#members.get(name);
    const made = this.#makeMember(name, proxy);
    if (made !== undefined) {
      this.#members.set(name, made);
      return made;
    }
    const { from } = this.#pair;
    const value: unknown = Reflect.get(from, name, from);
    return typeof value === 'function' && name !== 'constructor' ? this.#bind(value as Method, proxy) : value;
  }

  set(_shade: WinstonLike, name: PropertyKey, value: unknown, proxy: WinstonLike): boolean {
    if (typeof name === 'string' && SET_ON_BOTH.has(name)) {
      this.#pair.fresh.set(name, value);
    } else if (this.#members.has(name) || this.#makeMember(name, proxy) !== undefined) {
      this.#members.set(name, value);
      return true;
    }
    return Reflect.set(this.#pair.from, name, value, this.#pair.from);
  }

  /** Spies define what is to be called in place of a method. */
  defineProperty(_shade: WinstonLike, name: PropertyKey, property: PropertyDescriptor): boolean {
    if (!('value' in property)) return Reflect.defineProperty(this.#pair.from, name, property);
    this.#members.set(name, property.value);
    return true;
  }

  deleteProperty(_shade: WinstonLike, name: PropertyKey): boolean {
    return this.#members.delete(name) || Reflect.deleteProperty(this.#pair.from, name);
  }

  /** The member of ours by a name; `undefined` where the old logger's own is to be used. */
  #makeMember(name: PropertyKey, proxy: WinstonLike): unknown {
    const { from, plan } = this.#pair;
    switch (name) {
      case 'migration':
        return plan;
      case 'log':
        return (...parameters: unknown[]) => this.#write('log', levelOfLog(parameters), parameters, proxy);
      case 'write':
        return (...parameters: unknown[]) => this.#write('write', levelOfLog(parameters), parameters, undefined);
      case 'child':
        return (...parameters: unknown[]) => this.#child(parameters);
      case 'isLevelEnabled':
        return (level: string) => this.#isEnabled(level);
      case 'profile':
      case 'startTimer':
        // They end in a write to the logger they were called on.
        return (...parameters: unknown[]) =>
          Reflect.apply<unknown, unknown[], unknown>(from[name as never], proxy, parameters);
      case 'flush':
        return (...parameters: unknown[]) => this.#flush(parameters);
      case 'end':
        return (...parameters: unknown[]) => this.#end(parameters, proxy);
      case 'close':
        return () => this.#close(proxy);
      default:
        return typeof name === 'string' ? this.#makeLevelMember(name, proxy) : undefined;
    }
  }

  #makeLevelMember(name: string, proxy: WinstonLike): unknown {
    const levels = levelsOf(this.#pair.from);
    if (levels.includes(name)) return (...parameters: unknown[]) => this.#write(name, name, parameters, proxy);
    const asked = levels.find((level) => name === `is${level.charAt(0).toUpperCase()}${level.slice(1)}Enabled`);
    return asked === undefined ? undefined : () => this.#isEnabled(asked);
  }

  /** Hands a call on to where it belongs. `answer` is what stands for the logger; what the old one answers else. */
  #write(method: string, level: string, parameters: readonly unknown[], answer: WinstonLike | undefined): unknown {
    const { from, fresh, plan } = this.#pair;
    const logger = this.#nameOf(parameters);
    const way = this.#hasEnded ? 'old' : plan.decide({ logger, level, parameters, metas: this.#pair.metas });
    plan.went(way, logger);
    const copies = way === 'old' ? undefined : copiesOf(parameters);
    if (way === 'new' && copies !== undefined && fresh.call(method, copies, logger)) return answer ?? true;
    try {
      const own = Reflect.apply((from as unknown as Methods)[method] as Method, from, parameters);
      return answer ?? own;
    } finally {
      if (way === 'both' && copies !== undefined) fresh.call(method, copies, logger);
    }
  }

  #nameOf(parameters: readonly unknown[]): string | undefined {
    const { name, metas, plan, from } = this.#pair;
    if (!plan.hasNames) return name;
    const { defaultMeta } = from as { defaultMeta?: unknown };
    try {
      return fieldOf({ parameters, metas: [...metas, defaultMeta] }, NAME_FIELDS) ?? name;
    } catch {
      return name;
    }
  }

  #child(parameters: readonly unknown[]): WinstonLike {
    const { from, fresh, plan, name, metas, endMillis } = this.#pair;
    const child = (from as unknown as { child(...given: readonly unknown[]): WinstonLike }).child(...parameters);
    const pair: DualPair = {
      from: child,
      fresh: fresh.child(parameters),
      plan,
      name: nameOfOptions(parameters[1]) ?? name,
      metas: [parameters[0], ...metas],
      endMillis,
    };
    return dualLogger(pair);
  }

  #isEnabled(level: string): boolean {
    const { from, fresh, plan } = this.#pair;
    return from.isLevelEnabled(level) || (plan.mayReachNew(this.#nameOf([])) && fresh.isLevelEnabled(level));
  }

  async #flush(parameters: readonly unknown[]): Promise<unknown> {
    const { from, fresh } = this.#pair;
    const flush = (from as unknown as Methods)['flush'];
    const [answer] = await Promise.all([
      flush === undefined ? undefined : Reflect.apply(flush, from, parameters),
      fresh.flush(parameters),
    ]);
    return answer;
  }

  /** Ends the new logger, then the old: when the application hears `finish`, both have finished. */
  #end(parameters: readonly unknown[], proxy: WinstonLike): WinstonLike {
    const { from, fresh, endMillis } = this.#pair;
    const isAgain = this.#hasEnded;
    this.#hasEnded = true;
    const endOld = (): void => {
      (from as unknown as { end(...given: unknown[]): void }).end(...parameters);
    };
    if (isAgain) endOld();
    else fresh.end(endMillis, endOld);
    return proxy;
  }

  #close(proxy: WinstonLike): WinstonLike {
    const { from, fresh } = this.#pair;
    fresh.close();
    const close = (from as unknown as Methods)['close'];
    if (close !== undefined) Reflect.apply(close, from, []);
    return proxy;
  }

  #bind(method: Method, proxy: WinstonLike): Method {
    const known = this.#bound.get(method);
    if (known !== undefined) return known;
    const { from } = this.#pair;
    const bound = (...parameters: unknown[]): unknown => {
      const answer = Reflect.apply(method, from, parameters);
      return answer === from ? proxy : answer;
    };
    this.#bound.set(method, bound);
    return bound;
  }
}

/** Loggers of ours name their children beside the metadata. */
function nameOfOptions(options: unknown): string | undefined {
  const name = (options as { name?: unknown } | null | undefined)?.name;
  return typeof name === 'string' ? name : undefined;
}

function levelOfLog([first]: readonly unknown[]): string {
  if (typeof first === 'string') return first;
  const level = (first as { level?: unknown } | null | undefined)?.level;
  return typeof level === 'string' ? level : '';
}
