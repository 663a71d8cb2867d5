import type { Pauses } from './pause.ts';

/** Routes that a destination asked to leave alone, with the flights that wait for them. */
export class RouteRests {
  readonly #pauses: Pauses;
  readonly #begun: () => void;
  readonly #flightsOf = new Map<string, number>();

  /** @param begun - Called when a flight begins to wait. */
  constructor(pauses: Pauses, begun: () => void) {
    this.#pauses = pauses;
    this.#begun = begun;
  }

  /** How many flights wait. */
  get flights(): number {
    let sum = 0;
    for (const flights of this.#flightsOf.values()) sum += flights;
    return sum;
  }

  has(route: string): boolean {
    return this.#flightsOf.has(route);
  }

  /** Waits until the route may be tried again. */
  async rest(route: string, waitMillis: number, asked: boolean): Promise<void> {
    this.#flightsOf.set(route, (this.#flightsOf.get(route) ?? 0) + 1);
    this.#begun();
    await this.#pauses.wait(waitMillis, asked);
    const left = (this.#flightsOf.get(route) ?? 1) - 1;
    if (left === 0) this.#flightsOf.delete(route);
    else this.#flightsOf.set(route, left);
  }
}
