import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWanted, type Outcome, runProgram } from './random/run-program.ts';
import { type Program, program } from './random/loggers.ts';
import { OURS, STOCK } from './sides.ts';

const numRuns = Number(process.env['TAILRACE_RUNS'] ?? 300);

describe('Random loggers', () => {
  it("write the same, answer the same and throw the same as Winston's", async () => {
    let lines = 0;
    await fc.assert(
      fc.asyncProperty(program, async (drawn) => {
        const stock = await runProgram(drawn, STOCK);
        const ours = await runProgram(drawn, OURS);
        expect(comparable(ours, drawn)).toEqual(comparable(stock, drawn));
        for (const written of stock.transports) lines += written.length;
      }),
      { numRuns },
    );
    expect(lines).toBeGreaterThan(numRuns);
  }, 120_000);
});

/** Without what is different on purpose: formats that would throw at lines that nobody wants. */
function comparable(outcome: Outcome, drawn: Program): Outcome {
  if (drawn.formatFirst) return outcome;
  const answers = outcome.answers.map((answer, at) =>
    isWanted(drawn, drawn.calls[at]?.level ?? '') ? answer : 'unwanted',
  );
  return { ...outcome, answers };
}
