import { type Draw, draws } from '@tailrace/core/testing';

/** Numbers that look random and are the same at every run. */
export class Random {
  readonly #draw: Draw;

  constructor(seed: number) {
    this.#draw = draws(seed);
  }

  /** From 0 up to but without 1. */
  next(): number {
    return this.#draw();
  }

  of<T>(choices: readonly T[]): T | undefined {
    return choices[Math.floor(this.next() * choices.length)];
  }

  hex(digits: number): string {
    return Array.from({ length: digits }, () => Math.floor(this.next() * 16).toString(16)).join('');
  }

  shuffled<T>(items: readonly T[]): readonly T[] {
    return items
      .map((item) => ({ item, place: this.next() }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }
}
