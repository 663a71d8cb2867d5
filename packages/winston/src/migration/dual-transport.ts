import { checkOptions, type OptionRules, TailraceError } from '@tailrace/core/runtime';
import type { Writable } from 'node:stream';
import WinstonTransport from 'winston-transport';
import { ownCopy } from '../logger/own-copy.ts';
import type { Info } from '../logger/transport.ts';
import { MigrationPlan, type MigrationPlanOptions, PLAN_RULES } from './migration-plan.ts';
import { fieldOf } from './request-key.ts';

/** What {@link DualTransport} takes besides the two transports: a plan, or what one is made of. */
export interface DualTransportOptions extends MigrationPlanOptions {
  /** The old transport: it leads. */
  readonly from: Writable;
  readonly to: Writable;
  readonly plan?: MigrationPlan;
  /** How many infos may wait in the new transport; what comes beyond goes to the old one alone. Default 10,000. */
  readonly maxWaiting?: number;
  /** How long the end waits for the new transport, in milliseconds. Default 5,000. */
  readonly endMillis?: number;
}

type Done = (error?: Error | null) => void;

const LEVEL = Symbol.for('level');
const NAME_FIELDS = ['logger', 'label'] as const;

const OWN_RULES: OptionRules<DualTransportOptions> = {
  ...PLAN_RULES,
  from: { type: 'object', required: true },
  to: { type: 'object', required: true },
  plan: { type: 'object' },
  maxWaiting: { type: 'integer', min: 1 },
  endMillis: { type: 'number', min: 0 },
};

/**
 * Joins an old and a new transport of one logger into one, for going over gradually: from one log server to another for
 * example [A11].
 *
 * Each judges levels and formats as it would by itself. The old one holds the logger up where it would have done so;
 * the new one never does, and its errors are counted and reported, not emitted.
 *
 * @throws TailraceError where an option is wrong.
 * @example
 * logger.add(new DualTransport({ from: new Elasticsearch(old), to: new ElasticsearchTransport(fresh), share: 0.1 }));
 */
export class DualTransport extends WinstonTransport {
  readonly migration: MigrationPlan;
  readonly #from: Writable;
  readonly #to: Writable;
  readonly #maxWaiting: number;
  readonly #endMillis: number;
  /** Called when the old transport has room again. */
  #waiting: Done | undefined;

  constructor(options: DualTransportOptions) {
    checkOptions<DualTransportOptions>('DualTransport', options, OWN_RULES);
    const { from, to, plan, maxWaiting, endMillis, ...rest } = options;
    super();
    for (const [name, transport] of Object.entries({ from, to })) {
      if (typeof transport.write === 'function' && typeof transport.on === 'function') continue;
      throw new TailraceError('TAILRACE_BAD_OPTION', `DualTransport: '${name}' takes a transport.`);
    }
    this.migration = plan ?? new MigrationPlan(rest);
    this.#from = from;
    this.#to = to;
    this.#maxWaiting = maxWaiting ?? 10_000;
    this.#endMillis = endMillis ?? 5_000;
    this.#stand();
  }

  override log(info: unknown, done: () => void): void {
    this._write(info, 'utf8', done);
  }

  override _write(info: unknown, _encoding: string, done: Done): void {
    if (this.silent === true) {
      done();
      return;
    }
    const logger = nameOf(info);
    const level = String((info as Info)[LEVEL]);
    const way = this.migration.decide({ logger, level, parameters: [info], metas: [] });
    this.migration.went(way, logger);
    if (way === 'old') return this.#writeOld(info, done);
    const isTaken = this.#writeNew(ownCopy(info as Info), logger);
    if (way === 'new' && isTaken) return done();
    this.#writeOld(info, done);
  }

  override _final(done: Done): void {
    let pending = 2;
    const over = (): void => {
      pending -= 1;
      if (pending === 0) done();
    };
    end(this.#from, over);
    const { migration } = this;
    const timeout = setTimeout(() => {
      const error = new Error(`It did not finish within ${this.#endMillis} ms.`);
      migration.errored('the new transport wrote out at its end', error);
      over();
    }, this.#endMillis);
    end(this.#to, () => {
      if (!timeout.hasRef()) return;
      clearTimeout(timeout);
      over();
    });
  }

  /** Flushes both, where they can be flushed; answers what the old one does. */
  async flush(deadlineMillis?: number): Promise<unknown> {
    const flush = (transport: Writable): unknown =>
      (transport as { flush?: (deadlineMillis?: number) => unknown }).flush?.(deadlineMillis);
    const fresh = Promise.resolve()
      .then(() => flush(this.#to))
      .catch((error: unknown) => this.migration.errored('the new transport wrote out at flush', error));
    const answer: unknown = await flush(this.#from);
    await fresh;
    return answer;
  }

  /** Stands before both: their logger is ours, and what is set on us is set on them. */
  #stand(): void {
    const [from, to] = [this.#from, this.#to] as (Writable & Record<string, unknown>)[];
    if (from === undefined || to === undefined) return;
    for (const event of ['pipe', 'unpipe'] as const) {
      this.on(event, (source) => {
        from.emit(event, source);
        to.emit(event, source);
      });
    }
    Object.defineProperty(this, 'level', {
      configurable: true,
      enumerable: true,
      get: () => from['level'],
      set: (level) => {
        from['level'] = level;
        to['level'] = level;
      },
    });
    for (const name of ['handleExceptions', 'handleRejections'] as const) {
      if (from[name] === true) Object.assign(this, { [name]: true });
    }
    from.on('drain', () => this.#goOn());
    from.on('error', (error) => {
      this.#goOn();
      this.emit('error', error);
    });
    from.on('warn', (error) => this.emit('warn', error));
    for (const event of ['error', 'warn'] as const) {
      to.on(event, (error) => this.migration.errored('the new transport wrote', error));
    }
  }

  #goOn(): void {
    const done = this.#waiting;
    this.#waiting = undefined;
    done?.();
  }

  #writeOld(info: unknown, done: Done): void {
    if (this.#from.write(info)) done();
    else this.#waiting = done;
  }

  #writeNew(info: Info, logger: string | undefined): boolean {
    try {
      if (this.#to.writableLength >= this.#maxWaiting) throw new Error(`${this.#maxWaiting} infos wait in it.`);
      this.#to.write(info);
      return true;
    } catch (error) {
      this.migration.failed('the new transport was given', error, logger);
      return false;
    }
  }
}

// Winston's own judges levels for what has waited, and calls back for it before its time.
Object.defineProperty(DualTransport.prototype, '_writev', { value: undefined });

function end(transport: Writable, ended: () => void): void {
  let hasEnded = false;
  const once = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    ended();
  };
  transport.once('finish', once);
  transport.once('error', once);
  try {
    transport.end();
  } catch {
    once();
  }
}

function nameOf(info: unknown): string | undefined {
  try {
    return fieldOf({ parameters: [info], metas: [] }, NAME_FIELDS);
  } catch {
    return undefined;
  }
}
