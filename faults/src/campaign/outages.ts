import type { DestinationMode } from '@tailrace/delivery/testing';
import { Workplace } from '../application.ts';
import { type Oracle, messagesIn } from '../oracles/oracle.ts';
import type { Subject } from '../subjects/subject.ts';
import { compared, must, some, tried, type Verdict } from '../verdict.ts';

/** In which ways a destination goes away while an application logs. */
const WAYS_TO_BE_AWAY: readonly DestinationMode[] = ['down', 'broken', 'hang', 'reset-after-success'];

/**
 * Takes the destination away while an application logs without a break, and brings it back: everything that was logged
 * before, meanwhile and afterwards arrives without a restart, or is counted where there is nothing it could wait on.
 */
export async function outages(
  subject: Subject,
  count: number,
  awayMillis: number,
  ways: readonly DestinationMode[] = WAYS_TO_BE_AWAY,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const modes = await modesOf(subject);
  for (const mode of ways.filter((way) => modes.includes(way))) {
    verdicts.push(
      await tried(`${subject.name}: ${mode} under load, then back`, 1, async () => {
        const oracle = await subject.oracle();
        const workplace = new Workplace(subject.name, oracle.address);
        try {
          const application = workplace.start('signal', { count });
          await application.ready();
          await oracle.become(mode);
          await new Promise((resolve) => setTimeout(resolve, awayMillis));
          await oracle.become('up');
          await arrived(oracle, count);
          application.kill('SIGTERM');
          const { signal, errors } = await application.ended();
          must(signal === 'SIGTERM' && errors === '', `It ended with ${signal}: ${errors}`);
          const { logged, dropped } = application.account();
          must(logged.length > count, `Only ${logged.length} were logged.`);
          await workplace.drain();
          const { missing, unknown, repeats, overtaken } = compared(logged, await messagesIn(oracle));
          // Only what has no disk to wait on may drop, and then it says so.
          must(dropped === 0 || subject.claims.keeps === 'in the file itself', `${dropped} records were dropped.`);
          must(missing.length === dropped, `${dropped} were counted as dropped, and missing are ${some(missing)}.`);
          must(unknown.length === 0, `Arrived and never logged: ${some(unknown)}.`);
          if (subject.claims.ordered) must(overtaken === 0, `${overtaken} records were overtaken.`);
          if (subject.claims.repeats === 'never') must(repeats === 0, `${repeats} records came twice.`);
          return `${logged.length} logged, ${dropped} lost and counted, ${repeats} sent again`;
        } finally {
          workplace.remove();
          await oracle.close();
        }
      }),
    );
  }
  return verdicts;
}

/** Waits until the destination, back again, has taken more than the burst: the application found it by itself. */
async function arrived(oracle: Oracle, count: number): Promise<void> {
  const limit = Date.now() + 60_000;
  while (new Set(await messagesIn(oracle)).size <= count) {
    must(Date.now() < limit, 'Nothing arrived within a minute of the return of the destination.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function modesOf(subject: Subject): Promise<readonly DestinationMode[]> {
  const oracle = await subject.oracle();
  await oracle.close();
  return oracle.modes;
}
