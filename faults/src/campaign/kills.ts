import type { DestinationMode } from '@tailrace/delivery/testing';
import { Workplace } from '../application.ts';
import { draws } from '@tailrace/core/testing';
import { oneOf } from '../one-of.ts';
import { messagesIn } from '../oracles/oracle.ts';
import type { Subject } from '../subjects/subject.ts';
import { compared, must, some, tried, type Verdict } from '../verdict.ts';

/** How the destination may be while an application is killed; those that it cannot be are left out. */
const MODES: readonly DestinationMode[] = ['up', 'up', 'slow', 'broken', 'reset-after-success', 'hang', 'down'];
/** How long after its first acknowledgements an application lives at most. */
const LONGEST_LIFE_MILLIS = 60;

/**
 * Kills one application after another with -9, each at a point drawn from the seed, then lets one drain what they left.
 *
 * Judged by what each was told before its death, and by what the destination took [F1].
 */
export function killed(subject: Subject, kills: number, seed: number): Promise<Verdict> {
  return tried(`${subject.name}: kill -9, ${kills} times, seed ${seed}`, kills, async () => {
    const draw = draws(seed);
    const oracle = await subject.oracle();
    const workplace = new Workplace(subject.name, oracle.address);
    const modes = MODES.filter((mode) => oracle.modes.includes(mode));
    try {
      for (let kill = 0; kill < kills; kill += 1) {
        const mode = oneOf(draw, modes);
        const life = draw() * LONGEST_LIFE_MILLIS;
        // What is acknowledged by its delivery alone needs a destination.
        const first = subject.claims.keeps === 'in the file itself' ? 'up' : mode;
        await oracle.become(first);
        const application = workplace.start('acknowledge', { durability: 'process' });
        await application.ready();
        await oracle.become(mode);
        await new Promise((resolve) => setTimeout(resolve, life));
        application.kill('SIGKILL');
        const { signal, errors } = await application.ended();
        must(signal === 'SIGKILL' && errors === '', `An application ended with ${signal}: ${errors}`);
      }
      await oracle.become('up');
      const books = await workplace.drain();
      const acknowledged = workplace.acknowledged();
      const { missing, unknown, repeats, overtaken } = compared(acknowledged, await messagesIn(oracle));
      must(acknowledged.length >= kills, `Only ${acknowledged.length} records were acknowledged in ${kills} lives.`);
      must(missing.length === 0, `Acknowledged and lost: ${some(missing)}.`);
      must(unknown.length === 0, `Arrived and never logged: ${some(unknown)}.`);
      must(Object.keys(books.dropped).length === 0, `Dropped: ${JSON.stringify(books.dropped)}.`);
      if (subject.claims.ordered) must(overtaken === 0, `${overtaken} records were overtaken.`);
      if (subject.claims.repeats === 'never') must(repeats === 0, `${repeats} records came twice.`);
      return `${acknowledged.length} acknowledged, 0 lost, ${repeats} sent again`;
    } finally {
      workplace.remove();
      await oracle.close();
    }
  });
}
