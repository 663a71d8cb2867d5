import type { Scenario } from './scenario.ts';
import type { Side } from './sides.ts';
import { turns, Watch } from './watch.ts';

/**
 * Runs a scenario and answers all that was seen of it. Rejects where it throws: what comes after that would be seen on
 * neither side, and be found to be the same.
 */
export async function see(scenario: Pick<Scenario, 'run'>, side: Side): Promise<readonly string[]> {
  const watch = new Watch();
  watch.takeConsole();
  try {
    await scenario.run(side.winston, watch, side.name);
    await turns();
  } finally {
    watch.cleanUp();
  }
  return watch.seen;
}
