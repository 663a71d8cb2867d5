/** Answers a number from 0 to below 1. */
export type Draw = () => number;

/**
 * Draws numbers that look random: the same for the same seed, so that a red run can be run again.
 *
 * @example
 * const draw = draws(1);
 * const coin = draw() < 0.5;
 */
export function draws(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
