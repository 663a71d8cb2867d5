import type { MigrationPlan } from './migration-plan.ts';
import type { Methods, WinstonLike } from './winston-like.ts';

/** The new logger of a pair, or a child of it: made when it is first needed, and whatever it throws ends here. */
export class NewSide {
  readonly #make: () => WinstonLike;
  readonly #plan: MigrationPlan;
  readonly #parent: NewSide | undefined;
  /** What was set before there was a logger. */
  readonly #properties = new Map<string, unknown>();
  #made: WinstonLike | undefined;

  constructor(make: () => WinstonLike, plan: MigrationPlan, parent?: NewSide) {
    this.#make = make;
    this.#plan = plan;
    this.#parent = parent;
  }

  /** Whether there is a logger already, or that of which it would be a child. */
  get isMade(): boolean {
    return this.#made !== undefined || this.#parent?.isMade === true;
  }

  /** Calls a method; answers whether it did not throw. */
  call(name: string, parameters: readonly unknown[], logger: string | undefined): boolean {
    try {
      const made = this.#logger();
      const method = (made as unknown as Methods)[name];
      if (method === undefined) throw new TypeError(`The new logger has no method '${name}'.`);
      Reflect.apply(method, made, parameters);
      return true;
    } catch (error) {
      this.#plan.failed('the new logger was called for', error, logger);
      return false;
    }
  }

  /** Sets a property, now or when there is a logger. */
  set(name: string, value: unknown): void {
    if (this.#made === undefined) this.#properties.set(name, value);
    else this.#guarded((made) => Reflect.set(made, name, value));
  }

  isLevelEnabled(level: string): boolean {
    return this.#guarded((made) => made.isLevelEnabled(level)) ?? false;
  }

  child(parameters: readonly unknown[]): NewSide {
    const make = (): WinstonLike => {
      const parent = this.#logger() as unknown as { child(...given: readonly unknown[]): WinstonLike };
      return parent.child(...parameters);
    };
    return new NewSide(make, this.#plan, this);
  }

  /** Flushes it, where there is one that can be flushed; resolves whatever comes of it. */
  async flush(parameters: readonly unknown[]): Promise<void> {
    if (!this.isMade) return;
    try {
      const made = this.#logger();
      const { flush } = made as unknown as Methods;
      if (flush !== undefined) await Reflect.apply(flush, made, parameters);
    } catch (error) {
      this.#plan.errored('the new logger wrote out at flush', error);
    }
  }

  /** Closes it, where there is one. */
  close(): void {
    if (this.isMade) this.#guarded((made) => (made as unknown as Methods)['close']?.call(made));
  }

  /** Ends it, and calls back once: when it has finished or failed, or when the time is up. */
  end(millis: number, ended: () => void): void {
    if (!this.isMade) {
      ended();
      return;
    }
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timeout);
      ended();
    };
    // It holds the process: what the new logger has is written out before the old one says that all is finished.
    const timeout = setTimeout(() => {
      this.#plan.errored('the new logger wrote out at its end', new Error(`It did not finish within ${millis} ms.`));
      over();
    }, millis);
    const hasBegun = this.#guarded((made) => {
      made.once('finish', over);
      made.end();
      return true;
    });
    if (hasBegun !== true) over();
  }

  #logger(): WinstonLike {
    if (this.#made !== undefined) return this.#made;
    const made = this.#make();
    for (const [name, value] of this.#properties) Reflect.set(made, name, value);
    this.#properties.clear();
    this.#made = made;
    return made;
  }

  #guarded<T>(run: (made: WinstonLike) => T): T | undefined {
    try {
      return run(this.#logger());
    } catch (error) {
      this.#plan.errored('was asked of the new logger', error);
      return undefined;
    }
  }
}
