import { Workplace } from '../application.ts';
import type { Way } from '../application-orders.ts';
import { messagesIn } from '../oracles/oracle.ts';
import type { Subject } from '../subjects/subject.ts';
import { compared, must, some, tried, type Verdict } from '../verdict.ts';

/** A way to end, how the process is seen to end by it, and whether the destination is there. */
interface EndingCase {
  readonly words: string;
  readonly way: Way;
  readonly signal?: NodeJS.Signals;
  readonly code: number | null;
  readonly down?: boolean;
}

const CASES: readonly EndingCase[] = [
  { words: 'process.exit() right after a burst', way: 'exit', code: 0 },
  { words: 'process.exit() right after a burst, destination down', way: 'exit', code: 0, down: true },
  { words: 'uncaughtException right after a burst', way: 'uncaughtException', code: 1 },
  { words: 'SIGTERM under load', way: 'signal', signal: 'SIGTERM', code: null },
  { words: 'SIGINT under load, destination down', way: 'signal', signal: 'SIGINT', code: null, down: true },
  { words: 'logger.end() under load', way: 'logger.end', code: 0 },
];

/**
 * Ends an application in every way that is not a kill, then drains [F10].
 *
 * Judged by what was logged: with these endings all of it arrives, acknowledged or not.
 */
export async function endings(
  subject: Subject,
  count: number,
  only: readonly Way[] = ['exit', 'uncaughtException', 'signal', 'logger.end'],
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { words, way, signal, code, down } of CASES) {
    // A file that is away at the exit is nowhere to write to, and nothing else keeps what a process had in memory.
    if (!only.includes(way)) continue;
    if (down === true && subject.claims.keeps === 'in the file itself') continue;
    verdicts.push(
      await tried(`${subject.name}: ${words}`, 1, async () => {
        const oracle = await subject.oracle();
        const workplace = new Workplace(subject.name, oracle.address);
        try {
          if (down === true) await oracle.become('down');
          const application = workplace.start(way, { count });
          if (signal !== undefined) {
            await application.ready();
            application.kill(signal);
          }
          const ending = await application.ended();
          must(
            ending.code === code && ending.signal === (signal ?? null),
            `It ended with ${ending.code ?? ending.signal}: ${ending.errors}`,
          );
          await oracle.become('up');
          await workplace.drain();
          const { logged } = application.account();
          must(logged.length >= count, `Only ${logged.length} were logged.`);
          const { missing, unknown, repeats, overtaken } = compared(logged, await messagesIn(oracle));
          must(missing.length === 0, `Of ${logged.length} logged are lost: ${some(missing)}.`);
          must(unknown.length === 0, `Arrived and never logged: ${some(unknown)}.`);
          if (subject.claims.ordered) must(overtaken === 0, `${overtaken} records were overtaken.`);
          if (subject.claims.repeats === 'never') must(repeats === 0, `${repeats} records came twice.`);
          return `${logged.length} logged, 0 lost, ${repeats} sent again`;
        } finally {
          workplace.remove();
          await oracle.close();
        }
      }),
    );
  }
  return verdicts;
}
