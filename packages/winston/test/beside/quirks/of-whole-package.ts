import type { Scenario } from '../scenario.ts';

/** A scenario that needs the whole package as it is published. */
export function ofWholePackage(title: string, run: Scenario['run']): Scenario {
  return { title, isWhole: true, run };
}
